/** Cross-origin requests, for browsers that use pre-signed URLs ("Using cross-origin resource sharing (CORS)"). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { S3Error } from './errors.ts';

const allowedMethods = ['GET', 'PUT', 'HEAD'];

/** Marks an answer as readable by its origin, if the bucket allows that origin. */
export function addCorsHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): void {
  const origin = request.headers.origin;
  if (origin === undefined) return;
  response.setHeader('vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method');
  if (!origins.includes('*') && !origins.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origins.includes('*') ? '*' : origin);
  response.setHeader('access-control-expose-headers', 'ETag');
}

/** Answers a preflight. @throws S3Error when the bucket does not allow what is asked. */
export function answerPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): void {
  const origin = request.headers.origin;
  const method = request.headers['access-control-request-method'];
  if (origin === undefined || method === undefined) {
    throw new S3Error(400, 'BadRequest', 'Insufficient information. Origin request header needed.');
  }
  if ((!origins.includes('*') && !origins.includes(origin)) || !allowedMethods.includes(method)) {
    throw new S3Error(
      403,
      'AccessForbidden',
      "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    );
  }
  addCorsHeaders(request, response, origins);
  response.setHeader('access-control-allow-methods', allowedMethods.join(', '));
  const headers = request.headers['access-control-request-headers'];
  if (headers !== undefined) response.setHeader('access-control-allow-headers', headers);
  response.writeHead(200, { 'content-length': 0 }).end();
}
