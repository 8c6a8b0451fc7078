import { UsageError } from '../errors/usage-error.ts';
import { parseTokenResponse } from './token-response.ts';
import { createTokenCache, type IssuedToken } from './token-cache.ts';
import type { Scope } from '../generated/models.ts';
import type { TokenRequest, TokenSource } from './token-source.ts';

/** Options of `clientCredentials`. */
export interface ClientCredentialsOptions {
  /** The OAuth client's id, from Northwind. */
  clientId: string;
  /**
   * The OAuth client's secret. Keep it on a server. A function is asked before every request for a token, so that a program which reads
   * its secret from a vault follows a rotation without a restart.
   */
  clientSecret: string | (() => string | Promise<string>);
  /**
   * Scopes to ask for, e.g. `['northwind/invoices.read']`.
   * @defaultValue all scopes the client is allowed
   */
  scopes?: readonly Scope[] | undefined;
  /**
   * The token endpoint.
   * @defaultValue that of the client's environment
   */
  tokenUrl?: string | undefined;
  /**
   * How id and secret are sent (RFC 6749 section 2.3.1): `'basic'` in an `Authorization` header, `'body'` in the form.
   * @defaultValue 'basic'
   */
  authMethod?: 'basic' | 'body' | undefined;
}

/** What a rotation does with the secret of a client. */
export interface SecretHolder {
  /** The secret in use. */
  current(): Promise<string>;
  /** Asks for a token with another secret. @throws `OAuthError` when there is none for it */
  prove(clientSecret: string, request: Pick<TokenRequest, 'tokenUrl' | 'postForm'>): Promise<void>;
  /** Takes another secret into use, where no function says which one it is. */
  use(clientSecret: string): void;
}

type TokenCache = (request: TokenRequest) => string | Promise<string>;

/** The client-credentials grant (RFC 6749 section 4.4) with a token cache for each endpoint and scope set. */
export function clientCredentialsGrant(options: ClientCredentialsOptions): TokenSource & SecretHolder {
  const { clientId, authMethod = 'basic' } = options;
  let configured = options.clientSecret;
  const caches = new Map<string, TokenCache>();

  const current = async (): Promise<string> => {
    const secret = typeof configured === 'function' ? await configured() : configured;
    if (typeof secret !== 'string' || !secret)
      throw new UsageError('clientCredentials: `clientSecret` must give a non-empty string.');
    return secret;
  };

  const issue = async (
    clientSecret: string,
    scope: string,
    tokenUrl: string,
    { postForm }: Pick<TokenRequest, 'postForm'>,
  ): Promise<IssuedToken> => {
    const form: Record<string, string> = { grant_type: 'client_credentials', ...(scope && { scope }) };
    if (authMethod === 'body') Object.assign(form, { client_id: clientId, client_secret: clientSecret });
    const headers = authMethod === 'basic' ? { authorization: basic(clientId, clientSecret) } : undefined;
    const received = await postForm(tokenUrl, form, headers);
    return parseTokenResponse(received.status, received.body, received.requestId, tokenUrl);
  };

  const scopeOf = (scopes: readonly string[] | undefined): string =>
    [...new Set(scopes ?? options.scopes ?? [])].sort().join(' ');

  const createCache = (scope: string, tokenUrl: string): TokenCache => {
    // The transport of whoever asks first for a new token carries the request; it is the same for all calls of a client.
    let asking: TokenRequest;
    const cache = createTokenCache(async () => issue(await current(), scope, tokenUrl, asking));
    return (request) => {
      asking = request;
      return cache(request.rejected);
    };
  };

  return {
    accessToken(request) {
      const scope = scopeOf(request.scopes);
      const tokenUrl = options.tokenUrl ?? request.tokenUrl;
      if (!tokenUrl)
        throw new UsageError('`clientCredentials` needs `environment.tokenUrl`, or a `tokenUrl` of its own.');
      const key = `${tokenUrl} ${scope}`;
      let cache = caches.get(key);
      if (!cache) caches.set(key, (cache = createCache(scope, tokenUrl)));
      return cache(request);
    },
    current,
    async prove(clientSecret, request) {
      await issue(clientSecret, scopeOf(undefined), options.tokenUrl ?? request.tokenUrl, request);
    },
    use(clientSecret) {
      if (typeof configured === 'string') configured = clientSecret;
    },
  };
}

/** Id and secret are form-encoded before they are joined (RFC 6749 section 2.3.1), which also keeps base64 to ASCII. */
function basic(clientId: string, clientSecret: string): string {
  const encode = (value: string): string => encodeURIComponent(value).replaceAll('%20', '+');
  return `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`;
}
