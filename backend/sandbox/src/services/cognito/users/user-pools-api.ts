/**
 * The actions of the user pools API that sign users in and out, as amazon-cognito-identity-js, Amplify and @northwind/sdk call them.
 * AWS: "Amazon Cognito user pools API", one page for each action.
 */
import type { TokenIssuer } from '../access-token.ts';
import type { AppClient } from '../app-clients.ts';
import type { TriggerSource } from '../pre-token-generation.ts';
import { createChallengeSessions } from './challenge-sessions.ts';
import { assertPasswordPolicy } from './passwords.ts';
import { ServiceError, wrongCredentials } from './service-error.ts';
import { challenge, proves, type SrpChallenge } from './srp.ts';
import type { PoolUser } from './user-directory.ts';
import type { NextStep, UserSignIn } from './user-sign-in.ts';
import { issueUserTokens, type UserTokens } from './user-tokens.ts';
import { verifyAccessToken } from './verify-access-token.ts';

type Input = Readonly<Record<string, unknown>>;
type Texts = Readonly<Record<string, string | undefined>>;
export type Action = (input: Input, issuer: TokenIssuer) => Promise<object>;

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
export function createUserPoolsApi(signIn: UserSignIn, now: () => number): Readonly<Record<string, Action>> {
  const { directory, refreshTokens, totp } = signIn;
  const pending = createChallengeSessions<Pending>(now);
  const passwordChallenges = createChallengeSessions<{
    readonly challenge: SrpChallenge;
    readonly userId: string;
    readonly clientId: string;
  }>(now);

  const proceed = async (
    issuer: TokenIssuer,
    client: AppClient,
    user: PoolUser,
    source: TriggerSource,
  ): Promise<object> => {
    const step = signIn.afterPassword(user);
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

  /** The token of a user who acts for themselves. */
  const ownToken = async (input: Input, issuer: TokenIssuer): Promise<{ readonly sub: string }> => {
    const token = await verifyAccessToken(input['AccessToken'], issuer, refreshTokens);
    if (!token.scopes.includes('aws.cognito.signin.user.admin'))
      throw new ServiceError('NotAuthorizedException', 'Access Token does not have required scopes');
    return token;
  };

  const responses: Readonly<
    Record<string, (input: Input, answers: Texts, client: AppClient, issuer: TokenIssuer) => Promise<object>>
  > = {
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
        assertPasswordPolicy(password);
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
      const changed = await directory.change(user.sub, { totpSecret, totpRequired: false });
      return authenticated(await signIn.complete(issuer, client, changed, 'TokenGeneration_Authentication'));
    },
  };

  return {
    async InitiateAuth(input, issuer) {
      const { clientId } = clientOf(input, issuer);
      const parameters = texts(input['AuthParameters']);
      switch (input['AuthFlow']) {
        case 'USER_SRP_AUTH': {
          const { userId, verifier } = signIn.identify(required(parameters, 'USERNAME'));
          const begun = await challenge(verifier, required(parameters, 'SRP_A'));
          if (!begun) throw new ServiceError('InvalidParameterException', 'SRP_A is not valid.');
          passwordChallenges.begin({ challenge: begun, userId, clientId }, begun.secretBlock);
          const { salt: SALT, B: SRP_B, secretBlock: SECRET_BLOCK } = begun;
          return {
            ChallengeName: 'PASSWORD_VERIFIER',
            ChallengeParameters: { SALT, SRP_B, SECRET_BLOCK, USERNAME: userId, USER_ID_FOR_SRP: userId },
          };
        }
        case 'REFRESH_TOKEN':
        case 'REFRESH_TOKEN_AUTH':
          // AWS, "RefreshTokenRotationType": a rotating client refreshes with GetTokensFromRefreshToken only.
          throw new ServiceError(
            'NotAuthorizedException',
            'Refresh token rotation is enabled: use GetTokensFromRefreshToken.',
          );
        default:
          throw new ServiceError(
            'InvalidParameterException',
            `${text(input['AuthFlow']) ?? 'This'} flow not enabled for this client`,
          );
      }
    },

    async RespondToAuthChallenge(input, issuer) {
      const client = clientOf(input, issuer);
      const challengeName = text(input['ChallengeName']) ?? '';
      const respond = Object.hasOwn(responses, challengeName) ? responses[challengeName] : undefined;
      if (!respond) throw new ServiceError('InvalidParameterException', 'Unknown ChallengeName.');
      return respond(input, texts(input['ChallengeResponses']), client, issuer);
    },

    async AssociateSoftwareToken(input) {
      const state = pending.take(text(input['Session']));
      if (state.step !== 'totp-setup')
        throw new ServiceError('NotAuthorizedException', 'Invalid session for the user.');
      const totpSecret = signIn.generateTotpSecret();
      return { SecretCode: totpSecret, Session: pending.begin({ ...state, totpSecret }) };
    },

    async VerifySoftwareToken(input) {
      const session = text(input['Session']);
      const state = pending.take(session);
      if (!totp.verify(state.user.sub, state.totpSecret ?? '', text(input['UserCode']) ?? '')) {
        pending.restore(session, state);
        throw new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch');
      }
      return { Status: 'SUCCESS', Session: pending.begin({ ...state, totpVerified: true }) };
    },

    async GetTokensFromRefreshToken(input, issuer) {
      const client = clientOf(input, issuer);
      const { family, token } = await refreshTokens.rotate(text(input['RefreshToken']), client.clientId);
      const user = directory.find(family.sub);
      if (!user) throw new ServiceError('NotAuthorizedException', 'Invalid Refresh Token');
      const tokens = await issueUserTokens(issuer, client, user, family, 'TokenGeneration_RefreshTokens');
      return authenticated({ ...tokens, refreshToken: token });
    },

    async RevokeToken(input, issuer) {
      await refreshTokens.revoke(text(input['Token']) ?? '', clientOf(input, issuer).clientId);
      return {};
    },

    async GlobalSignOut(input, issuer) {
      const { sub } = await ownToken(input, issuer);
      await refreshTokens.revokeUser(sub);
      return {};
    },

    async GetUser(input, issuer) {
      const { sub } = await ownToken(input, issuer);
      const user = directory.find(sub);
      if (!user) throw new ServiceError('NotAuthorizedException', 'Access Token has been revoked');
      return {
        Username: user.username,
        UserAttributes: Object.entries({ sub, ...user.attributes }).map(([Name, Value]) => ({ Name, Value })),
        ...(user.totpSecret === undefined
          ? {}
          : { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA', UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] }),
      };
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

function authenticated({
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

function clientOf(input: Input, { pool }: TokenIssuer): AppClient {
  const client = pool.client(text(input['ClientId']) ?? '');
  if (!client)
    throw new ServiceError(
      'ResourceNotFoundException',
      `User pool client ${text(input['ClientId']) ?? ''} does not exist.`,
    );
  // A client with a secret would have to prove it with SECRET_HASH; users sign in through public clients only.
  if (client.clientSecret !== undefined) {
    throw new ServiceError('InvalidParameterException', 'USER_SRP_AUTH is not enabled for the client.');
  }
  return client;
}

const poolNameOf = ({ pool }: TokenIssuer): string => pool.id.split('_')[1] ?? '';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A map of strings from outside: no name in it is found anywhere but in it, and what is no string is not there. */
const texts = (value: unknown): Texts =>
  Object.assign(
    Object.create(null),
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).filter(([, each]) => typeof each === 'string'))
      : {},
  ) as Texts;

function required(parameters: Texts, name: string): string {
  const value = parameters[name];
  if (!value) throw new ServiceError('InvalidParameterException', `Missing required parameter ${name}`);
  return value;
}
