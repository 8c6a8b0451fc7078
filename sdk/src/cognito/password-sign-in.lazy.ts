import { SignInError } from '../errors/sign-in-error.ts';
import { assertString } from './arguments.ts';
import { beginSession, type SessionConfig } from './session.ts';
import type { SignInStep } from './sign-in-steps.ts';
import { createSrpClient, timestampOf } from './srp.ts';
import { issuedTokens, wrongShape, type ChallengeResponse } from './user-pool-api.ts';

export interface PasswordSignInConfig extends SessionConfig {
  readonly userPoolId: string;
}

/** A sign-in under way: who, and the session of the pool's last response. */
interface Progress {
  readonly config: PasswordSignInConfig;
  readonly username: string;
  readonly session: string | undefined;
  /** The second factor has been chosen: a pool that asks again would ask for ever. */
  readonly hasChosen?: boolean;
}

/** Signs in by the Secure Remote Password protocol: the password itself never leaves the device. */
export async function signInWithPassword(
  config: PasswordSignInConfig,
  username: string,
  password: string,
): Promise<SignInStep> {
  const { api, clientId, userPoolId } = config;
  const srp = createSrpClient();
  const begun = await api.initiateAuth(clientId, { USERNAME: username, SRP_A: srp.A });
  const progress = { config, username, session: begun.Session };
  if (begun.ChallengeName !== 'PASSWORD_VERIFIER') return nextStep(progress, begun);
  const { SALT: salt = '', SRP_B: B = '', SECRET_BLOCK: secretBlock = '' } = begun.ChallengeParameters ?? {};
  const userId = begun.ChallengeParameters?.['USER_ID_FOR_SRP'] ?? username;
  const timestamp = timestampOf(new Date());
  const poolName = userPoolId.split('_')[1] ?? '';
  const signature = srp.prove({ salt, B, secretBlock, userId }, poolName, password, timestamp);
  if (signature === undefined) throw wrongShape('InitiateAuth', 'the SRP numbers are not valid');
  return respond({ ...progress, username: userId }, 'PASSWORD_VERIFIER', {
    PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
    PASSWORD_CLAIM_SIGNATURE: signature,
    TIMESTAMP: timestamp,
  });
}

async function respond(
  progress: Progress,
  challenge: string,
  responses: Readonly<Record<string, string>>,
): Promise<SignInStep> {
  const { config, username, session } = progress;
  const response = await config.api.respondToAuthChallenge(config.clientId, challenge, session, {
    USERNAME: username,
    ...responses,
  });
  return nextStep({ ...progress, session: response.Session ?? session }, response);
}

/** Turns the pool's response into the step that it asks for (AWS, "API_RespondToAuthChallenge", ChallengeName). */
async function nextStep(progress: Progress, response: ChallengeResponse): Promise<SignInStep> {
  const { config } = progress;
  if (response.AuthenticationResult) {
    const tokens = issuedTokens('RespondToAuthChallenge', response);
    const { refreshToken } = tokens;
    if (refreshToken === undefined) throw wrongShape('RespondToAuthChallenge', 'there is no refresh token');
    return { step: 'signed-in', session: await beginSession(config, { ...tokens, refreshToken }) };
  }
  const parameters = response.ChallengeParameters ?? {};
  switch (response.ChallengeName) {
    case 'NEW_PASSWORD_REQUIRED':
      return {
        step: 'new-password',
        // The pool prefixes them, and wants them so.
        requiredAttributes: listOf(parameters['requiredAttributes']).map((name) =>
          name.replace(/^userAttributes\./, ''),
        ),
        setPassword: async (password, attributes = {}) => {
          assertString('password', password);
          for (const [name, value] of Object.entries(attributes)) assertString(`attributes.${name}`, value);
          return respond(progress, 'NEW_PASSWORD_REQUIRED', {
            NEW_PASSWORD: password,
            ...Object.fromEntries(
              Object.entries(attributes).map(([name, value]) => [`userAttributes.${name}`, value]),
            ),
          });
        },
      };
    case 'SOFTWARE_TOKEN_MFA':
      return {
        step: 'totp',
        confirm: async (code) => {
          assertString('code', code);
          return respond(progress, 'SOFTWARE_TOKEN_MFA', { SOFTWARE_TOKEN_MFA_CODE: code.trim() });
        },
      };
    case 'SELECT_MFA_TYPE':
      assertTotp('SELECT_MFA_TYPE', parameters['MFAS_CAN_CHOOSE']);
      if (progress.hasChosen)
        throw wrongShape('RespondToAuthChallenge', 'it asks again for the factor that was chosen');
      return respond({ ...progress, hasChosen: true }, 'SELECT_MFA_TYPE', { ANSWER: 'SOFTWARE_TOKEN_MFA' });
    case 'MFA_SETUP':
      assertTotp('MFA_SETUP', parameters['MFAS_CAN_SETUP']);
      return setUpTotp(progress);
    default:
      if (typeof response.ChallengeName === 'string') throw unsupported(response.ChallengeName);
      throw wrongShape(
        progress.session === undefined ? 'InitiateAuth' : 'RespondToAuthChallenge',
        'there are neither tokens nor a challenge',
      );
  }
}

async function setUpTotp(progress: Progress): Promise<SignInStep> {
  const { api } = progress.config;
  const { SecretCode: secret, Session: session } = await api.associateSoftwareToken(progress.session);
  return {
    step: 'totp-setup',
    secret,
    confirm: async (code) => {
      assertString('code', code);
      const { Session } = await api.verifySoftwareToken(session, code.trim());
      return respond({ ...progress, session: Session ?? session }, 'MFA_SETUP', {});
    },
  };
}

/** An authenticator app is the one second factor that this package does; a pool may offer others beside it. */
function assertTotp(challenge: string, offered: string | undefined): void {
  const kinds = listOf(offered);
  if (kinds.length > 0 && !kinds.includes('SOFTWARE_TOKEN_MFA'))
    throw unsupported(`${challenge} with ${kinds.join(', ')}`);
}

/** Lists come as JSON in a string. */
function listOf(text: string | undefined): string[] {
  try {
    const list = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

const unsupported = (challenge: string): SignInError =>
  new SignInError(
    'UnsupportedChallenge',
    `the user pool asks for ${challenge}, which this package does not do`,
  );
