/** The contract's operations in the order they are written, with everything a generator asks of one. */
import { contractError } from '../finding.ts';
import {
  contractPath,
  httpMethods,
  resolve,
  type HttpMethod,
  type OpenApiDocument,
  type OperationObject,
  type ParameterObject,
  type RequestBodyObject,
  type ResponseObject,
  type TagObject,
  type PathItemObject,
} from './document.ts';

export type ApiKeyUse = 'required' | 'of-partners' | 'none';

export interface Operation {
  operationId: string;
  method: HttpMethod;
  /** As in the contract, without the server's base path: `/invoices/{invoiceId}`. */
  path: string;
  tag: TagObject;
  /** The Lambda function that answers, from the tag. */
  functionName: string;
  object: OperationObject;
  /** Path-level and operation parameters, resolved. */
  parameters: ParameterObject[];
  requestBody?: RequestBodyObject;
  /** By status, ascending, resolved. */
  responses: [status: number, response: ResponseObject][];
  /** OAuth scopes the caller's token must hold (all of them); empty on an open operation. */
  scopes: string[];
  /** Groups whose members may call; empty on an open operation. */
  groups: string[];
  /** An open operation asks for no token and no API key. */
  open: boolean;
  /** Whether the caller sends an API key: always, only partners (the security names it in some alternatives), or nobody. */
  apiKey: ApiKeyUse;
  /** The operation takes an `Idempotency-Key`. */
  idempotent: boolean;
  /** The operation takes an `If-Match`. */
  conditional: boolean;
  /** The operation answers a page: `{ data, nextCursor }`. */
  paginated: boolean;
  /** A successful answer holds a secret (`format: password`). */
  confidential: boolean;
}

export function listOperations(document: OpenApiDocument): Operation[] {
  const operations: Operation[] = [];
  // The rules look at what nobody has refused yet, where a path may be empty.
  for (const [path, item] of Object.entries<PathItemObject | null>(document.paths)) {
    for (const method of httpMethods) {
      const object = item?.[method];
      if (object === undefined) continue;
      const tag = document.tags.find(({ name }) => name === object.tags[0]);
      if (tag === undefined)
        throw contractError(contractPath, `${object.operationId} has no tag that \`tags\` declares.`);
      const parameters = operationParameters(document, item?.parameters, object.parameters);
      const has = (location: string, name: string): boolean =>
        parameters.some((parameter) => parameter.in === location && parameter.name.toLowerCase() === name);
      const responses = Object.entries(object.responses)
        .map(([status, response]): [number, ResponseObject] => [
          Number(status),
          resolve<ResponseObject>(document, response),
        ])
        .sort(([left], [right]) => left - right);
      const scopes = [...new Set(object.security.flatMap((requirement) => requirement['oauth2'] ?? []))];
      operations.push({
        operationId: object.operationId,
        method,
        path,
        tag,
        functionName: tag['x-northwind-function'],
        object,
        parameters,
        ...(object.requestBody === undefined
          ? {}
          : { requestBody: resolve<RequestBodyObject>(document, object.requestBody) }),
        responses,
        scopes,
        groups: object['x-northwind-groups'] ?? [],
        open: object.security.length === 0,
        apiKey: apiKeyUse(object),
        idempotent: has('header', 'idempotency-key'),
        conditional: has('header', 'if-match'),
        paginated: has('query', 'cursor'),
        confidential: responses.some(
          ([status, { content }]) => status < 400 && holdsSecret(document, content),
        ),
      });
    }
  }
  return operations;
}

/** Whether a schema with `format: password` is anywhere below. */
function holdsSecret(document: OpenApiDocument, node: unknown, above: readonly unknown[] = []): boolean {
  if (typeof node !== 'object' || node === null || above.includes(node)) return false;
  const found = resolve<{ format?: unknown }>(document, node as { $ref: string });
  return (
    found.format === 'password' ||
    Object.entries(found).some(
      ([name, part]) => name !== 'example' && holdsSecret(document, part, [...above, node]),
    )
  );
}

/** Alternatives of `security` with a key and without one: partners send it, people have none. */
function apiKeyUse({ security }: OperationObject): ApiKeyUse {
  const withKey = security.filter((requirement) => 'apiKey' in requirement).length;
  if (withKey === 0) return 'none';
  return withKey === security.length ? 'required' : 'of-partners';
}

/** An operation's own parameter takes the place of the path's of that name and location. */
export function operationParameters(
  document: OpenApiDocument,
  ofPath: OperationObject['parameters'] = [],
  own: OperationObject['parameters'] = [],
): ParameterObject[] {
  const resolved = [...ofPath, ...own].map((parameter) => resolve<ParameterObject>(document, parameter));
  return [...new Map(resolved.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])).values()];
}

/** `If-Match` → `ifMatch`: how a header is called in code. */
export function headerKey(name: string): string {
  return name.toLowerCase().replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The header that carries the API key. */
export function apiKeyHeader(document: OpenApiDocument): string {
  return String(document.components.securitySchemes['apiKey']?.['name']);
}
