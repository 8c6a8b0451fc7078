import type { Middleware } from 'openapi-fetch';
import { UsageError } from '../errors/usage-error.ts';

/**
 * The same middleware, whose results are checked before openapi-fetch does: it fails with a bare `Error` for one that is no response, and
 * with a `ReferenceError` where the platform has no `Response` (jsdom).
 *
 * @param RequestClass of the requests that it may return
 */
export function checkedMiddleware(middleware: Middleware, RequestClass: typeof Request): Middleware {
  const has = (hook: 'onRequest' | 'onResponse' | 'onError'): boolean =>
    typeof middleware[hook] === 'function';
  return {
    ...(has('onRequest') && {
      onRequest: async (options) => {
        const result = await middleware.onRequest!(options);
        return result instanceof RequestClass ? result : responseOf('onRequest', result);
      },
    }),
    ...(has('onResponse') && {
      onResponse: async (options) => responseOf('onResponse', await middleware.onResponse!(options)),
    }),
    ...(has('onError') && {
      onError: async (options) => {
        const result = await middleware.onError!(options);
        return result instanceof Error ? result : responseOf('onError', result);
      },
    }),
  } as Middleware;
}

function responseOf(hook: string, result: unknown): Response | undefined {
  if (!result) return undefined;
  if (typeof Response !== 'function')
    throw new UsageError(
      `\`northwind.raw\`: \`${hook}\` of a middleware can return a response only where there is a global \`Response\`, which is missing here.`,
    );
  if (result instanceof Response) return result;
  throw new UsageError(
    `\`northwind.raw\`: \`${hook}\` of a middleware must return a \`Response\`, or nothing.`,
  );
}
