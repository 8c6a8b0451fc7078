/** From an API Gateway proxy event to the typed request of an operation. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { InputError } from '../domain/refusal.ts';
import { maxBodyBytes, type OperationDescription } from '../generated/manifest.ts';
import type { OperationId, OperationRequest } from '../generated/operations.ts';
import type { OperationValidators } from '../generated/validators/runtime.js';
import { tooLargeToParse } from './json-size.ts';
import { HttpProblem, invalidRequest } from './problem.ts';

export type AnyRequest = OperationRequest<OperationId>;

/** The deepest body of the contract has 3 levels; an invoice of 100 lines, the largest, has about 430 names. */
const largestBody = { depth: 16, names: 2_000 };

/** Header names in lower case: HTTP's have no case, JavaScript's keys do. */
const lowerCased = (headers: APIGatewayProxyEvent['headers'] | null): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

/** Every parameter of ours is single: the same one twice is a mistake that must not be settled by picking one. */
const repeatedParameters = (event: APIGatewayProxyEvent): InputError[] =>
  Object.entries(event.multiValueQueryStringParameters ?? {})
    .filter(([, values]) => (values?.length ?? 0) > 1)
    .map(([name]) => ({ pointer: `/query/${name}`, message: 'must be given once' }));

const isJson = (contentType: string | undefined): boolean =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() === 'application/json';

/** The body as JSON, or a refusal of what cannot be read as such. */
const readBody = (event: APIGatewayProxyEvent, contentType: string | undefined): unknown => {
  const encoding = event.isBase64Encoded ? 'base64' : 'utf8';
  // Counted before it is decoded: a body of megabytes costs nothing.
  if (Buffer.byteLength(event.body ?? '', encoding) > maxBodyBytes) {
    throw new HttpProblem('content_too_large', `A body may have ${maxBodyBytes} bytes.`);
  }
  const bytes = Buffer.from(event.body ?? '', encoding);
  if (bytes.length > 0 && !isJson(contentType)) {
    throw new HttpProblem('unsupported_media_type', 'Send the body as application/json.');
  }
  const text = bytes.toString('utf8');
  const tooLarge = tooLargeToParse(text, largestBody);
  if (tooLarge !== undefined) throw new HttpProblem('invalid_json', tooLarge);
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpProblem('invalid_json', 'The body is not a JSON document.');
  }
};

/**
 * Reads and checks a request in full. All offending parts are told at once.
 *
 * @throws HttpProblem 400, 413, 415 or 428; nothing has been done then
 */
export const readRequest = (
  event: APIGatewayProxyEvent,
  operation: OperationDescription,
  validators: OperationValidators<AnyRequest>,
): AnyRequest => {
  const header = lowerCased(event.headers);
  const body = validators.body ? readBody(event, header['content-type']) : undefined;
  const { parameters, errors } = validators.parameters({
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    header,
  });
  const all = [...repeatedParameters(event), ...errors, ...(validators.body?.(body) ?? [])];
  if (all.length > 0) throw invalidRequest(all);
  if (operation.ifMatch === 'required' && header['if-match'] === undefined) {
    throw new HttpProblem('if_match_required', 'Send the etag of the version you read as If-Match.');
  }
  return { ...parameters, body } as AnyRequest;
};
