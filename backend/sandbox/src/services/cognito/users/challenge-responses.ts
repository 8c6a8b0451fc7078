/**
 * What RespondToAuthChallenge does with each challenge, and where a sign-in stands between two calls.
 * AWS: "Amazon Cognito user pools API", "RespondToAuthChallenge".
 */
import type { TokenIssuer } from '../access-token.ts';
import type { AppClient } from '../app-clients.ts';
import type { TriggerSource } from '../pre-token-generation.ts';
import { createChallengeSessions } from './challenge-sessions.ts';
import { assertPasswordPolicy } from './passwords.ts';
import { ServiceError, wrongCredentials } from './service-error.ts';
import { proves, type SrpChallenge } from './srp.ts';
import type { PoolUser } from './user-directory.ts';
import type { NextStep, UserSignIn } from './user-sign-in.ts';
import type { UserTokens } from './user-tokens.ts';

export type Input = Readonly<Record<string, unknown>>;
export type Texts = Readonly<Record<string, string | undefined>>;
type Respond = (input: Input, answers: Texts, client: AppClient, issuer: TokenIssuer) => Promise<object>;

/** Where a sign-in stands between two calls. */
interface Pending {
  readonly step: Exclude<NextStep, 'signed-in'>;
  readonly user: PoolUser;
  readonly clientId: string;
  /** Shown to the user, and theirs once they have typed a code of it. */
  readonly totpSecret?: string;
  readonly totpVerified?: boolean;
}

/** @param now milliseconds since the epoch. */
export const createSignInSessions = (now: () => number) => ({
  pending: createChallengeSessions<Pending>(now),
  passwordChallenges: createChallengeSessions<{
    readonly challenge: SrpChallenge;
    readonly userId: string;
    readonly clientId: string;
  }>(now),
});

/** By `ChallengeName`. */
export function createChallengeResponses(
  signIn: UserSignIn,
  { pending, passwordChallenges }: ReturnType<typeof createSignInSessions>,
): Readonly<Record<string, Respond>> {
  const { directory, totp } = signIn;

  const proceed = async (
    issuer: TokenIssuer,
    client: AppClient,
    user: PoolUser,
    source: TriggerSource,
  ): Promise<object> => {
    const step = signIn.afterPassword(user, issuer.pool);
    if (step === 'signed-in') return authenticated(await signIn.complete(issuer, client, user, source));
    return challengeAnswer(user, step, pending.begin({ step, user, clientId: client.clientId }));
  };

  /** Takes up a sign-in where it stood; a wrong answer ends it. */
  const resume = (input: Input, client: AppClient, step: NextStep): Pending => {
    const state = pending.take(text(input['Session']));
    if (state.step !== step || state.clientId !== client.clientId) {
      throw new ServiceError('NotAuthorizedException', 'Invalid session for the user.');
    }
    return state;
  };

  return {
    async PASSWORD_VERIFIER(_input, answers, client, issuer) {
      const secretBlock = answers['PASSWORD_CLAIM_SECRET_BLOCK'] ?? '';
      const begun = passwordChallenges.take(secretBlock);
      if (begun.clientId !== client.clientId)
        throw new ServiceError('NotAuthorizedException', 'Invalid session for the user.');
      const user = directory.find(begun.userId);
      const { TIMESTAMP: timestamp = '', PASSWORD_CLAIM_SIGNATURE: signature = '' } = answers;
      const poolName = poolNameOf(issuer);
      const answer = { userId: begun.userId, secretBlock, timestamp, signature };
      if (!(await proves(begun.challenge, poolName, answer)) || !user) throw wrongCredentials();
      return proceed(issuer, client, user, 'TokenGeneration_Authentication');
    },
    async NEW_PASSWORD_REQUIRED(input, answers, client, issuer) {
      const state = resume(input, client, 'new-password');
      const password = answers['NEW_PASSWORD'] ?? '';
      try {
        assertPasswordPolicy(issuer.pool.passwordPolicy, password);
      } catch (error) {
        // The user may try another password with the same session.
        if (error instanceof ServiceError) pending.restore(text(input['Session']), state);
        throw error;
      }
      const user = await directory.change(state.user.sub, {
        status: 'CONFIRMED',
        password: await directory.verifierFor(state.user, password),
      });
      return proceed(issuer, client, user, 'TokenGeneration_NewPasswordChallenge');
    },
    async SOFTWARE_TOKEN_MFA(input, answers, client, issuer) {
      const state = resume(input, client, 'totp');
      const { user } = state;
      if (!totp.verify(user.sub, user.totpSecret ?? '', answers['SOFTWARE_TOKEN_MFA_CODE'] ?? '')) {
        pending.restore(text(input['Session']), state);
        throw new ServiceError('CodeMismatchException', 'Invalid code received for user');
      }
      return authenticated(await signIn.complete(issuer, client, user, 'TokenGeneration_Authentication'));
    },
    async MFA_SETUP(input, _answers, client, issuer) {
      const { user, totpSecret, totpVerified } = resume(input, client, 'totp-setup');
      if (totpSecret === undefined || totpVerified !== true) {
        throw new ServiceError('InvalidParameterException', 'The software token has not been verified.');
      }
      const changed = await directory.change(user.sub, { totpSecret });
      return authenticated(await signIn.complete(issuer, client, changed, 'TokenGeneration_Authentication'));
    },
  };
}

const challengeNames = {
  'new-password': 'NEW_PASSWORD_REQUIRED',
  totp: 'SOFTWARE_TOKEN_MFA',
  'totp-setup': 'MFA_SETUP',
} as const satisfies Record<Pending['step'], string>;

function challengeAnswer(user: PoolUser, step: Pending['step'], Session: string): object {
  const parameters = {
    'new-password': {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(user.attributes),
    },
    totp: { USER_ID_FOR_SRP: user.username, FRIENDLY_DEVICE_NAME: 'authenticator app' },
    'totp-setup': { USER_ID_FOR_SRP: user.username, MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
  }[step];
  return { ChallengeName: challengeNames[step], ChallengeParameters: parameters, Session };
}

export function authenticated({
  accessToken,
  idToken,
  expiresInSeconds,
  refreshToken,
}: UserTokens & { refreshToken: string }): object {
  return {
    AuthenticationResult: {
      AccessToken: accessToken,
      IdToken: idToken,
      RefreshToken: refreshToken,
      ExpiresIn: expiresInSeconds,
      TokenType: 'Bearer',
    },
    ChallengeParameters: {},
  };
}

const poolNameOf = ({ pool }: TokenIssuer): string => pool.id.split('_')[1] ?? '';

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
