/** CORS as API Gateway does it: a mock OPTIONS method on every path ("CORS for REST APIs in API Gateway"). */
import type { Operation } from '../../contract/openapi/operations.ts';

/**
 * Any origin may call: a call is authorized by a bearer token that a page must hold itself, never by a cookie that a browser sends
 * along. For the same reason there is no Access-Control-Allow-Credentials.
 */
const allowedOrigin = '*';

/**
 * Any header may be sent: a page adds its own (a trace, a tenant of its own making), functions read those of the contract. The
 * asterisk stands for every header but Authorization (Fetch standard, "CORS-preflight request"), which goes to open operations too.
 */
const allowedHeaders = '*,Authorization';

/** A day, which is more than any browser keeps it. */
const maxAgeSeconds = 86_400;

/** Headers that a page may read beside the few that CORS always lets it: every header the contract documents. */
function exposedHeaders(operations: Operation[]): string[] {
  const names = operations.flatMap(({ responses }) =>
    responses.flatMap(([, { headers }]) => Object.keys(headers ?? {})),
  );
  return [...new Set(names)].sort();
}

/** What every answer carries, the functions' and the gateway's own. */
export function corsHeaders(operations: Operation[]): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': allowedOrigin,
    'Access-Control-Expose-Headers': exposedHeaders(operations).join(','),
  };
}

/** The OPTIONS method of a path: it allows the methods of the operations on that path and no others, and any header. */
export function preflightOperation(operations: Operation[]): object {
  const headers: Record<string, string> = {
    'Access-Control-Allow-Origin': allowedOrigin,
    'Access-Control-Allow-Methods': [...operations.map(({ method }) => method.toUpperCase()), 'OPTIONS'].join(
      ',',
    ),
    'Access-Control-Allow-Headers': allowedHeaders,
    'Access-Control-Max-Age': String(maxAgeSeconds),
  };
  return {
    summary: 'Answers a browser that asks whether it may call.',
    security: [],
    responses: {
      '204': {
        description: 'What a page may send.',
        headers: Object.fromEntries(
          Object.keys(headers).map((name) => [name, { schema: { type: 'string' } }]),
        ),
      },
    },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode": 204}' },
      responses: {
        default: {
          statusCode: '204',
          responseParameters: Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
          ),
        },
      },
    },
  };
}
