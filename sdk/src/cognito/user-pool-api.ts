import { errorFromResponse } from '../transport/error-from-response.ts';
import { SignInError } from '../errors/sign-in-error.ts';
import { backoffMs } from '../support/backoff.ts';
import { sleep } from '../support/abort.ts';
import type { ReceivedResponse } from '../transport/exchange.ts';
import type { Transport } from '../transport/transport-request.ts';
import { createTransport } from '../transport/transport.ts';
import { DEFAULT_LIMITS, type CallLimits } from '../transport/request-options.ts';

/** Tokens as the user pool issues them. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Seconds from issue to expiry of the access token. */
  readonly expiresIn: number;
  /** Missing where the old refresh token stays valid. */
  readonly refreshToken?: string;
  readonly idToken?: string;
}

/** What the pool answers to a step of a sign-in: the next challenge, or tokens. */
export interface ChallengeResponse {
  readonly ChallengeName?: string;
  readonly ChallengeParameters?: Readonly<Record<string, string | undefined>>;
  readonly Session?: string;
  readonly AuthenticationResult?: Readonly<Record<string, unknown>>;
}

/** The calls of the Cognito user pools API that need no secret key. */
export interface UserPoolApi {
  initiateAuth(clientId: string, parameters: Readonly<Record<string, string>>): Promise<ChallengeResponse>;
  respondToAuthChallenge(
    clientId: string,
    challenge: string,
    session: string | undefined,
    responses: Readonly<Record<string, string>>,
  ): Promise<ChallengeResponse>;
  associateSoftwareToken(
    session: string | undefined,
  ): Promise<{ readonly SecretCode: string; readonly Session: string }>;
  verifySoftwareToken(session: string, code: string): Promise<{ readonly Session?: string }>;
  /** Works with and without refresh-token rotation; rotated pools refuse every other way (AWS, "API_GetTokensFromRefreshToken"). */
  getTokensFromRefreshToken(clientId: string, refreshToken: string): Promise<IssuedTokens>;
  revokeToken(clientId: string, refreshToken: string): Promise<void>;
  globalSignOut(accessToken: string): Promise<void>;
}

/**
 * A refresh rotates its token, and the pool takes the old one again for its grace period only (`retry_grace_period_seconds`, at most
 * 60 s): every repetition must have been sent by then, with time to spare. A test holds both together.
 */
export const REFRESH_LIMITS: Required<CallLimits> = { timeout: 8_000, totalTimeout: 45_000, maxRetries: 3 };

/** Cognito's throttling is a 400 (AWS, "Amazon Cognito user pools: Common Errors"). It says that nothing was done. */
const THROTTLED = 'TooManyRequestsException';
const MAX_THROTTLE_WAIT_MS = 8_000;

/** A transport for calls that carry their own authorization. */
export function openTransport(fetch: typeof globalThis.fetch | undefined): Transport {
  return createTransport({
    auth: { accessToken: () => '' },
    tokenUrl: '',
    fetch,
    hooks: {},
    limits: DEFAULT_LIMITS,
  });
}

/** How a call may be sent. */
interface CallPolicy {
  /** Sending twice does no harm. */
  readonly repeatable: boolean;
  readonly limits?: CallLimits;
}

/** The session of a challenge works once: a second try would be refused, and hide what became of the first. */
const ONCE: CallPolicy = { repeatable: false };
const REPEATABLE: CallPolicy = { repeatable: true };

/** @param endpoint - e.g. `https://cognito-idp.eu-central-1.amazonaws.com/`. */
export function createUserPoolApi(endpoint: string, transport: Transport): UserPoolApi {
  const send = (
    action: string,
    input: object,
    { repeatable, limits }: CallPolicy,
  ): Promise<ReceivedResponse> =>
    transport({
      operation: action,
      method: 'POST',
      url: endpoint,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify(input),
      auth: 'none',
      repeatable,
      returnErrors: true,
      options: { ...limits },
    });

  async function call<Response>(action: string, input: object, policy: CallPolicy): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const received = await send(action, input, policy);
      const parsed = parse(received.body);
      if (received.response.ok) {
        if (!parsed) throw wrongShape(action, 'it is not JSON', received);
        return parsed as Response;
      }
      const error = await refusalOf(action, received, parsed);
      if (attempt >= DEFAULT_LIMITS.maxRetries || !isThrottled(received, error, policy)) throw error;
      await sleep(backoffMs(attempt, MAX_THROTTLE_WAIT_MS));
    }
  }

  return {
    initiateAuth: (ClientId, AuthParameters) =>
      call('InitiateAuth', { AuthFlow: 'USER_SRP_AUTH', ClientId, AuthParameters }, REPEATABLE),
    respondToAuthChallenge: (ClientId, ChallengeName, Session, ChallengeResponses) =>
      call('RespondToAuthChallenge', { ClientId, ChallengeName, Session, ChallengeResponses }, ONCE),
    async associateSoftwareToken(Session) {
      const response = await call<{ SecretCode?: string; Session?: string }>(
        'AssociateSoftwareToken',
        { Session },
        ONCE,
      );
      const { SecretCode, Session: next } = response;
      if (!SecretCode || !next) throw wrongShape('AssociateSoftwareToken', 'there is no secret');
      return { SecretCode, Session: next };
    },
    verifySoftwareToken: (Session, UserCode) =>
      call('VerifySoftwareToken', { Session, UserCode, FriendlyDeviceName: 'authenticator app' }, ONCE),
    async getTokensFromRefreshToken(ClientId, RefreshToken) {
      const action = 'GetTokensFromRefreshToken';
      const policy = { repeatable: true, limits: REFRESH_LIMITS };
      return issuedTokens(action, await call<ChallengeResponse>(action, { ClientId, RefreshToken }, policy));
    },
    revokeToken: (ClientId, Token) => call('RevokeToken', { ClientId, Token }, REPEATABLE),
    globalSignOut: (AccessToken) => call('GlobalSignOut', { AccessToken }, REPEATABLE),
  };
}

/** Reads the tokens of a response. @throws `SignInError` if the access token or its lifetime is missing. */
export function issuedTokens(action: string, { AuthenticationResult }: ChallengeResponse): IssuedTokens {
  const { AccessToken, ExpiresIn, RefreshToken, IdToken } = AuthenticationResult ?? {};
  if (typeof AccessToken !== 'string' || !AccessToken || typeof ExpiresIn !== 'number' || !(ExpiresIn > 0))
    throw wrongShape(action, 'there is no access token with a lifetime');
  return {
    accessToken: AccessToken,
    expiresIn: ExpiresIn,
    ...(typeof RefreshToken === 'string' && { refreshToken: RefreshToken }),
    ...(typeof IdToken === 'string' && { idToken: IdToken }),
  };
}

/** The response is none of the user pools API: a proxy's page, say. Its body stays out: it may hold tokens. */
export const wrongShape = (action: string, what: string, received?: ReceivedResponse): SignInError =>
  new SignInError('UnexpectedResponse', `${action}: the response is not as documented: ${what}`, {
    operation: action,
    ...(received && { status: received.response.status }),
  });

async function refusalOf(
  action: string,
  received: ReceivedResponse,
  parsed: Record<string, unknown> | undefined,
): Promise<Error> {
  const { status } = received.response;
  const type = parsed?.['__type'];
  if (status >= 500 || typeof type !== 'string') return errorFromResponse(action, received);
  // Cognito writes `message`, and in some errors `Message`.
  const message = parsed?.['message'] ?? parsed?.['Message'] ?? 'refused';
  return new SignInError(type.split('#').at(-1) ?? type, String(message), {
    operation: action,
    status,
  });
}

/** The transport has repeated statuses where that does no harm; throttling as a 400 it cannot see. */
function isThrottled({ response }: ReceivedResponse, error: Error, { repeatable }: CallPolicy): boolean {
  if (error instanceof SignInError && error.reason === THROTTLED) return true;
  return !repeatable && (response.status === 429 || response.status === 503);
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(body || '{}')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
