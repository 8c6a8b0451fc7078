import type { Middleware } from 'openapi-fetch';
import { UsageError } from '../errors/usage-error.ts';
import type { ResourceContext } from '../resource/resource.ts';
import { traced } from '../support/caller-stack.ts';
import { lazy } from '../errors/lazy.ts';
import type { RawClient } from './raw.lazy.ts';

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE', 'request'] as const;

const MIDDLEWARE_HOOKS = ['onRequest', 'onResponse', 'onError'];

/**
 * Stands for the openapi-fetch client, which is loaded when a method is first called: most programs never do, and it would be
 * a fifth of this entry's bytes.
 */
export function lazyRawClient({ transport, restUrl, headers }: ResourceContext): RawClient {
  const load = lazy(async () => (await import('./raw.lazy.ts')).createRawClient(transport, restUrl, headers));
  // Kept here, so that a middleware is there for every call made after `use`, whatever becomes of the loading.
  const registered: Middleware[] = [];
  const raw: Record<string, unknown> = {
    use(...added: Middleware[]): void {
      for (const middleware of added) {
        if (!middleware) continue;
        if (!MIDDLEWARE_HOOKS.some((hook) => hook in Object(middleware)))
          throw new UsageError(
            `\`northwind.raw.use\`: a middleware is an object with at least one of ${MIDDLEWARE_HOOKS.join(', ')}.`,
          );
        registered.push(middleware);
      }
    },
    eject(...removed: Middleware[]): void {
      for (const middleware of removed) {
        const index = registered.indexOf(middleware);
        if (index >= 0) registered.splice(index, 1);
      }
    },
  };
  for (const name of METHODS) {
    raw[name] = traced(async (...parameters: unknown[]) => {
      const middleware = [...registered];
      return (await load())(name, parameters, middleware);
    });
  }
  return raw as unknown as RawClient;
}
