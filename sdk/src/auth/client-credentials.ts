import { assertKnownKeys, didYouMean } from '../errors/did-you-mean.ts';
import { httpUrl } from '../errors/http-url.ts';
import { UsageError } from '../errors/usage-error.ts';
import { isPublicClient } from '../runtime.ts';
import { lazy } from '../errors/lazy.ts';
import type { ClientCredentialsOptions, SecretHolder } from './client-credentials.lazy.ts';
import type { TokenSource } from './token-source.ts';

export type { ClientCredentialsOptions, SecretHolder };

/** A token source whose client secret can be replaced. */
export interface SecretSource extends TokenSource {
  readonly secrets: () => Promise<SecretHolder>;
}

const KEYS = ['clientId', 'clientSecret', 'scopes', 'tokenUrl', 'authMethod'];
const AUTH_METHODS = ['basic', 'body'];

/**
 * Signs a server in by the OAuth 2.0 client-credentials grant. Tokens are cached per scope set, fetched once however many calls
 * wait, renewed in the background five minutes before they expire, and replaced after a 401.
 *
 * @throws {@link UsageError} in a browser or an app (whoever can read the program would have the secret), and for missing,
 * unknown or wrong options.
 *
 * @example
 * ```ts
 * import { Northwind, clientCredentials } from '@northwind/sdk';
 *
 * const northwind = new Northwind({
 *   environment: 'production',
 *   apiKey: process.env['NORTHWIND_API_KEY']!,
 *   auth: clientCredentials({
 *     clientId: process.env['NORTHWIND_CLIENT_ID']!,
 *     clientSecret: process.env['NORTHWIND_CLIENT_SECRET']!,
 *     scopes: ['northwind/invoices.read'],
 *   }),
 * });
 * ```
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenSource {
  assertKnownKeys('clientCredentials option', options, KEYS);
  const { authMethod = 'basic', tokenUrl } = options;
  for (const name of ['clientId', 'clientSecret'] as const) {
    if (!options[name]) throw new UsageError(`clientCredentials: \`${name}\` is missing.`);
  }
  if (tokenUrl !== undefined) httpUrl('tokenUrl', tokenUrl);
  if (!AUTH_METHODS.includes(authMethod)) {
    throw new UsageError(
      `clientCredentials: unknown \`authMethod\`. ${didYouMean(authMethod, AUTH_METHODS)}`,
    );
  }
  if (isPublicClient()) {
    throw new UsageError(
      'A client secret in a browser or an app can be read by everybody. Sign users in, or call from your server.',
    );
  }
  // Loaded with the first call: a page that bundles this entry can never use it, and need not load it.
  let grant: (TokenSource & SecretHolder) | undefined;
  const load = lazy(async () => {
    const { clientCredentialsGrant } = await import('./client-credentials.lazy.ts');
    return (grant = clientCredentialsGrant({ ...options }));
  });
  const source: SecretSource = {
    accessToken: (request) =>
      grant?.accessToken(request) ?? load().then((loaded) => loaded.accessToken(request)),
    secrets: load,
  };
  return source;
}
