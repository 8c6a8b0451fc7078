import type { Client } from 'openapi-fetch';
import type { paths } from '../generated/openapi.ts';
import type { ResourceContext } from '../resource/resource.ts';

/** The contract as an openapi-fetch client. */
export type RawClient = Client<paths, `${string}/${string}`>;

type Method = keyof RawClient;

/**
 * Stands for the openapi-fetch client, which is loaded when a method is first called: most programs never do, and it would be
 * a fifth of this entry's bytes.
 */
export function lazyRawClient({ transport, restUrl, headers }: ResourceContext): RawClient {
  let client: Promise<RawClient> | undefined;
  const load = (): Promise<RawClient> =>
    (client ??= import('./raw-client.ts').then(({ createRawClient }) =>
      createRawClient(transport, restUrl, headers),
    ));
  return new Proxy({} as RawClient, {
    // All methods wait for the same promise, so what `use` registers is there for every call made after it. A `then` would
    // make the client itself look like a promise to whoever returns it from an async function.
    get: (_, name) =>
      name === 'then'
        ? undefined
        : async (...parameters: unknown[]) =>
            ((await load())[name as Method] as (...parameters: unknown[]) => unknown)(...parameters),
  });
}
