/** Access tokens for an SDK client of a tenant, by the token endpoint and over the client's own transport. */

/** A `TokenSource` of `@northwind/sdk`, as far as it is needed here: the sandbox drives the SDK, and does not contain it. */
export interface TokenSource {
  accessToken(request: TokenRequest): string | Promise<string>;
}

/** What the SDK asks a token source with. */
export interface TokenRequest {
  /** The token that was refused with 401. */
  readonly rejected?: string | undefined;
  readonly tokenUrl: string;
  readonly postForm: (
    url: string,
    form: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly body: string }>;
}

/**
 * A source that keeps its token until it is refused. A response's refresh token takes the place of the form's, which is then used up.
 *
 * @param form what the token endpoint is asked with.
 */
export function tokenSource(form: Readonly<Record<string, string>>): TokenSource {
  let current = form;
  let token: string | undefined;
  let asking: Promise<string> | undefined;

  async function ask({ tokenUrl, postForm }: TokenRequest): Promise<string> {
    const { status, body } = await postForm(tokenUrl, current);
    const response = parse(body);
    const { access_token: accessToken, refresh_token: refreshToken } = response;
    if (status !== 200 || accessToken === undefined)
      throw new Error(`Token request: ${status} ${response.error ?? 'without a token'}.`);
    if (refreshToken !== undefined) current = { ...current, refresh_token: refreshToken };
    token = accessToken;
    return accessToken;
  }

  return {
    accessToken(request) {
      if (token !== undefined && token !== request.rejected) return token;
      asking ??= ask(request).finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}

function parse(body: string): Partial<Record<'access_token' | 'refresh_token' | 'error', string>> {
  try {
    return JSON.parse(body) as ReturnType<typeof parse>;
  } catch {
    return {};
  }
}
