/**
 * The actions of the user pools API that sign users in and out, as amazon-cognito-identity-js, Amplify and @northwind/sdk call them.
 * AWS: "Amazon Cognito user pools API", one page for each action.
 */
import type { TokenIssuer } from '../access-token.ts';
import type { AppClient } from '../app-clients.ts';
import {
  authenticated,
  createChallengeResponses,
  createSignInSessions,
  text,
  type Input,
  type Texts,
} from './challenge-responses.ts';
import { ServiceError } from './service-error.ts';
import { challenge } from './srp.ts';
import type { UserSignIn } from './user-sign-in.ts';
import { issueUserTokens } from './user-tokens.ts';
import { verifyAccessToken } from './verify-access-token.ts';

export type Action = (input: Input, issuer: TokenIssuer) => Promise<object>;

/** @param now milliseconds since the epoch. */
export function createUserPoolsApi(signIn: UserSignIn, now: () => number): Readonly<Record<string, Action>> {
  const { directory, refreshTokens, totp } = signIn;
  const sessions = createSignInSessions(now);
  const { pending, passwordChallenges } = sessions;
  const responses = createChallengeResponses(signIn, sessions);

  /** The token of a user who acts for themselves. */
  const ownToken = async (input: Input, issuer: TokenIssuer): Promise<{ readonly sub: string }> => {
    const token = await verifyAccessToken(input['AccessToken'], issuer, refreshTokens);
    if (!token.scopes.includes('aws.cognito.signin.user.admin'))
      throw new ServiceError('NotAuthorizedException', 'Access Token does not have required scopes');
    return token;
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

function clientOf(input: Input, { pool }: TokenIssuer): AppClient {
  const client = pool.client(text(input['ClientId']) ?? '');
  if (!client)
    throw new ServiceError(
      'ResourceNotFoundException',
      `User pool client ${text(input['ClientId']) ?? ''} does not exist.`,
    );
  // A client with a secret would have to prove it with SECRET_HASH; users sign in through public clients only.
  if (client.clientSecrets.length > 0) {
    throw new ServiceError('InvalidParameterException', 'USER_SRP_AUTH is not enabled for the client.');
  }
  return client;
}

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
