import type { ResourceContext } from '../resource/resource.ts';
import { traced } from '../support/caller-stack.ts';
import { lazy } from '../support/lazy.ts';
import type { RawClient } from './raw.lazy.ts';

const METHODS = [
  'GET',
  'PUT',
  'POST',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'PATCH',
  'TRACE',
  'request',
  'use',
  'eject',
] as const;

/**
 * Stands for the openapi-fetch client, which is loaded when a method is first called: most programs never do, and it would be
 * a fifth of this entry's bytes.
 */
export function lazyRawClient({ transport, restUrl, headers }: ResourceContext): RawClient {
  const load = lazy(async () => (await import('./raw.lazy.ts')).createRawClient(transport, restUrl, headers));
  const raw: Record<string, unknown> = {};
  for (const name of METHODS) {
    // All methods wait for the same promise, so what `use` registers is there for every call made after it.
    raw[name] = traced(async (...parameters: unknown[]) =>
      ((await load())[name] as (...parameters: unknown[]) => Promise<unknown>)(...parameters),
    );
  }
  return raw as unknown as RawClient;
}
