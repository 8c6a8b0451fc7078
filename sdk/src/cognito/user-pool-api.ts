import { errorFromAnswer } from '../errors/from-answer.ts';
import { SignInError } from '../errors/sign-in-error.ts';
import { createTransport, type Transport } from '../transport/transport.ts';
import { DEFAULT_LIMITS } from '../transport/request-options.ts';

/** Tokens as the user pool issues them. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Seconds from issue to expiry of the access token. */
  readonly expiresIn: number;
  /** Missing where the old refresh token stays valid. */
  readonly refreshToken?: string;
  readonly idToken?: string;
}

/** The calls of the Cognito user pools API that need no secret key. */
export interface UserPoolApi {
  /** Works with and without refresh-token rotation; rotated pools refuse every other way (AWS, "API_GetTokensFromRefreshToken"). */
  getTokensFromRefreshToken(clientId: string, refreshToken: string): Promise<IssuedTokens>;
  revokeToken(clientId: string, refreshToken: string): Promise<void>;
  globalSignOut(accessToken: string): Promise<void>;
}

interface AuthenticationResult {
  readonly AccessToken: string;
  readonly ExpiresIn: number;
  readonly RefreshToken?: string;
  readonly IdToken?: string;
}

/** A transport for calls that carry their own authorization. */
export function openTransport(fetch: typeof globalThis.fetch | undefined): Transport {
  return createTransport({
    auth: { accessToken: () => '' },
    apiKey: undefined,
    tokenUrl: '',
    fetch,
    hooks: {},
    log: undefined,
    limits: DEFAULT_LIMITS,
    userAgent: undefined,
  });
}

/** @param endpoint - e.g. `https://cognito-idp.eu-central-1.amazonaws.com/`. */
export function createUserPoolApi(endpoint: string, transport: Transport): UserPoolApi {
  /** One call; repeating one of these does no harm, within the pool's grace period for rotated tokens. */
  async function call<Answer>(action: string, input: object): Promise<Answer> {
    const answer = await transport({
      operation: action,
      method: 'POST',
      url: endpoint,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify(input),
      open: true,
      repeatable: true,
      returnErrors: true,
    });
    const { status, ok } = answer.response;
    const parsed = parse(answer.body);
    if (ok) return parsed as Answer;
    const type = parsed['__type'];
    if (status >= 500 || typeof type !== 'string') throw errorFromAnswer(action, answer);
    throw new SignInError(type.split('#').at(-1) ?? type, String(parsed['message'] ?? 'refused'), { status });
  }

  return {
    async getTokensFromRefreshToken(ClientId, RefreshToken) {
      const { AuthenticationResult: tokens } = await call<{ AuthenticationResult: AuthenticationResult }>(
        'GetTokensFromRefreshToken',
        { ClientId, RefreshToken },
      );
      return {
        accessToken: tokens.AccessToken,
        expiresIn: tokens.ExpiresIn,
        ...(tokens.RefreshToken !== undefined && { refreshToken: tokens.RefreshToken }),
        ...(tokens.IdToken !== undefined && { idToken: tokens.IdToken }),
      };
    },
    revokeToken: (ClientId, Token) => call('RevokeToken', { ClientId, Token }),
    globalSignOut: (AccessToken) => call('GlobalSignOut', { AccessToken }),
  };
}

function parse(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body || '{}')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
