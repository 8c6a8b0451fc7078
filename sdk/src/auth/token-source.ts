/** A token request of the SDK to a {@link TokenSource}. */
export interface TokenRequest {
  /** Scopes the call asks for; `undefined` means those the source was made with. */
  readonly scopes?: readonly string[] | undefined;
  /**
   * The token that Northwind has just refused with 401. The source must not return it again if it can get another; where it
   * has meanwhile got another for a different caller it returns that one at once.
   */
  readonly rejected?: string | undefined;
  /** The environment's OAuth token endpoint. */
  readonly tokenUrl: string;
  /** Sends a form to a token endpoint on the client's own transport: its `fetch`, limits, retries and debug log. */
  readonly postForm: (
    url: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<TokenResponse>;
}

/** Response of a token endpoint, whatever its status. */
export interface TokenResponse {
  readonly status: number;
  readonly body: string;
  readonly requestId: string | undefined;
}

/**
 * Where the client gets access tokens from. {@link clientCredentials} makes one for servers; write your own to take tokens
 * from a vault or a session. It is asked before every attempt, so it should answer from a cache.
 *
 * @example
 * ```ts
 * import { Northwind, type TokenSource } from '@northwind/sdk';
 *
 * const fromSession: TokenSource = {
 *   accessToken: async () => (await fetch('/session/token')).text(),
 * };
 * const northwind = new Northwind({ environment: 'production', auth: fromSession });
 * ```
 */
export interface TokenSource {
  /** Returns an access token, without the word `Bearer`. */
  accessToken(request: TokenRequest): string | Promise<string>;
}
