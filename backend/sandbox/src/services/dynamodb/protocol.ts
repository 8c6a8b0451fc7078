/** DynamoDB's wire protocol, AWS JSON 1.0 over POST: headers, targets, errors, checksum. */
import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Authorize } from '../../support/access.ts';
import type { Handler } from '../../support/contained.ts';
import type { Service, ServiceAnswer, ServiceRequest } from '../../support/in-process.ts';
import { BodyTooLargeError, readBody } from '../../support/loopback-server.ts';
import { verifySignedRequest, type SecretOf } from '../../support/signature-v4.ts';
import { signatureErrors } from '../../support/signed-requests.ts';
import { isTraced, traceHop } from '../../support/trace.ts';
import { accessOf, type PartitionKeyOf } from './access.ts';
import { isServiceError, serviceError } from './errors.ts';
import { metered } from './metered.ts';
import type { Operation } from './operations.ts';

const maximumRequestBytes = 16 * 1024 * 1024;
const tableTarget = 'DynamoDB_20120810';
const streamTarget = 'DynamoDBStreams_20120810';

export interface ProtocolOptions {
  tableOperations: ReadonlyMap<string, Operation>;
  streamOperations: ReadonlyMap<string, Operation>;
  /** Called with a fault of ours, before the caller gets a 500 that does not tell it. */
  failed: (error: unknown) => void;
  /** Undefined: signatures are not checked. */
  secretOf: SecretOf | undefined;
  /** Undefined: whoever signs may do anything. */
  authorize: Authorize | undefined;
  partitionKeyOf: PartitionKeyOf;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Answers a request that has come in whole. */
export function createProtocol(options: ProtocolOptions): Service {
  return async (request) => {
    try {
      return await answer(request, options);
    } catch (error) {
      if (isServiceError(error)) return json(error.statusCode, error.body);
      options.failed(error);
      const fault = serviceError(
        'InternalServerError',
        'The request processing has failed because of an unknown error.',
      );
      return json(500, fault.body);
    }
  };
}

/** The same over HTTP. */
export function overHttp(service: Service): Handler {
  return async (request, response) => {
    const body = await readBody(request, maximumRequestBytes).catch((error: unknown) => {
      if (error instanceof BodyTooLargeError) return undefined;
      throw error;
    });
    if (body === undefined) {
      response.writeHead(413).end();
      return;
    }
    const { method = '', url: target = '/', headers } = request;
    const answered = await service({ method, target, headers, body });
    if (response.headersSent || response.destroyed) return;
    response.writeHead(answered.status, {
      ...answered.headers,
      'content-length': Buffer.byteLength(answered.body),
    });
    response.end(answered.body);
  };
}

async function answer(request: ServiceRequest, options: ProtocolOptions): Promise<ServiceAnswer> {
  if (request.method === 'GET') return answerOf(200, 'healthy: dynamodb', 'text/plain');
  const operation = operationOf(request, options);
  const accessKeyId = checkAuthentication(request, options);
  const input = parse(request.body.toString());
  checkAccess(accessKeyId, actionOf(request), input, options);
  if (!isTraced()) return json(200, await operation(input));
  const startedAt = performance.now();
  let units;
  try {
    const meteredReply = await metered(actionOf(request), operation, input);
    units = meteredReply.units;
    return json(200, meteredReply.reply);
  } finally {
    const milliseconds = performance.now() - startedAt;
    const detail = describe(request, input);
    traceHop({ hop: 'dynamodb', detail, milliseconds, ...(units === undefined ? {} : { units }) });
  }
}

const actionOf = (request: ServiceRequest): string =>
  String(request.headers['x-amz-target']).split('.')[1] ?? '';

/** The action, and the index where it reads one: keys and items would be somebody's data. */
function describe(request: ServiceRequest, { IndexName: index }: Record<string, unknown>): string {
  const action = actionOf(request);
  return typeof index === 'string' ? `${action} ${index}` : action;
}

function operationOf(request: ServiceRequest, options: ProtocolOptions): Operation {
  const [service, name] = String(request.headers['x-amz-target'] ?? '').split('.');
  const operations =
    service === tableTarget
      ? options.tableOperations
      : service === streamTarget
        ? options.streamOperations
        : undefined;
  const operation = request.method === 'POST' ? operations?.get(name ?? '') : undefined;
  if (operation === undefined) throw serviceError('UnknownOperationException');
  return operation;
}

/** @throws ServiceError `AccessDeniedException` */
function checkAccess(
  accessKeyId: string | undefined,
  action: string,
  input: Record<string, unknown>,
  { authorize, partitionKeyOf }: ProtocolOptions,
): void {
  if (authorize === undefined || accessKeyId === undefined) return;
  for (const access of accessOf(action, input, partitionKeyOf)) {
    const denied = authorize(accessKeyId, access);
    if (denied !== undefined) throw serviceError('AccessDeniedException', denied);
  }
}

/**
 * A request that does not name its signer would fail on AWS, so it does where signatures are not checked too.
 *
 * @returns who signed, where signatures are checked
 */
function checkAuthentication(
  request: ServiceRequest,
  { secretOf, now }: Pick<ProtocolOptions, 'secretOf' | 'now'>,
): string | undefined {
  const header = request.headers['authorization'];
  if (typeof header !== 'string' || !header.trim().startsWith('AWS4-')) {
    throw serviceError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const present = new Set(header.split(/[, ]+/).map((part) => part.split('=')[0]));
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !present.has(name));
  const problems = missing.map((name) => `Authorization header requires '${name}' parameter.`);
  if (request.headers['x-amz-date'] === undefined && request.headers['date'] === undefined) {
    problems.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  // AWS repeats the header in the message; a secret-free sentence serves as well.
  if (problems.length > 0) throw serviceError('IncompleteSignatureException', problems.join(' '));
  if (secretOf === undefined) return undefined;
  const verified = verifySignedRequest(request, { service: 'dynamodb', secretOf, now: now() });
  if ('accessKeyId' in verified) return verified.accessKeyId;
  const [code, message] = signatureErrors[verified.problem];
  throw serviceError(code, message);
}

function parse(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Refused below, as AWS refuses it.
  }
  throw serviceError('SerializationException');
}

/** 52 letters and digits. Of UUIDs, because Node draws the chance for many at a time: for one alone it costs more than the checksum. */
const requestId = (): string => (randomUUID() + randomUUID()).replaceAll('-', '').slice(0, 52).toUpperCase();

const json = (status: number, body: unknown): ServiceAnswer =>
  answerOf(status, JSON.stringify(body), 'application/x-amz-json-1.0');

const answerOf = (status: number, body: string, contentType: string): ServiceAnswer => ({
  status,
  headers: {
    'x-amzn-RequestId': requestId(),
    'content-type': contentType,
    'x-amz-crc32': String(crc32(body)),
  },
  body,
});
