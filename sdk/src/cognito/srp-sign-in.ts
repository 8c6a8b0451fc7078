import type * as Library from 'amazon-cognito-identity-js';
import type {
  AuthenticationDetails,
  ChallengeName,
  CognitoUser,
  CognitoUserSession,
  IAuthenticationCallback,
} from 'amazon-cognito-identity-js';
import { ConnectionError } from '../errors/connection-error.ts';
import { SignInError } from '../errors/sign-in-error.ts';
import { memoryStorage } from './storage.ts';
import { beginSession, type SessionConfig } from './session.ts';
import type { SignInStep } from './sign-in-steps.ts';

export interface SrpConfig extends SessionConfig {
  readonly userPoolId: string;
  /** Base URL of the user pools API. */
  readonly endpoint: string;
}

/**
 * Loads amazon-cognito-identity-js when somebody signs in: it is larger than the rest of this package, and a program that restores a
 * session never needs it. It reads `global` while it loads, which browsers and workers do not have.
 */
async function loadLibrary(): Promise<typeof Library> {
  (globalThis as { global?: unknown }).global ??= globalThis;
  const library = (await import('amazon-cognito-identity-js')) as typeof Library & {
    readonly default?: typeof Library;
  };
  // Some bundlers hand out a CommonJS module's exports as its default only.
  return library.default?.CognitoUser ? library.default : library;
}

/** Signs in by the Secure Remote Password protocol: the password itself never leaves the device. */
export async function signInWithPassword(
  config: SrpConfig,
  username: string,
  password: string,
): Promise<SignInStep> {
  const library = await loadLibrary();
  // The library would keep tokens in localStorage; ours are kept by the session, in the storage that was chosen.
  const Storage = syncStorage();
  const pool = new library.CognitoUserPool({
    UserPoolId: config.userPoolId,
    ClientId: config.clientId,
    endpoint: config.endpoint,
    Storage,
  });
  const user = new library.CognitoUser({ Username: username, Pool: pool, Storage });
  const details: AuthenticationDetails = new library.AuthenticationDetails({
    Username: username,
    Password: password,
  });
  return step(config, user, (callbacks) => user.authenticateUser(details, callbacks));
}

/** Starts one exchange with the user pool and resolves to the step that its answer is. */
function step(
  config: SrpConfig,
  user: CognitoUser,
  start: (callbacks: IAuthenticationCallback) => void,
): Promise<SignInStep> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(signInError(config.endpoint, error));
    const confirmTotp = (code: string): Promise<SignInStep> =>
      step(config, user, (callbacks) => user.sendMFACode(code.trim(), callbacks, 'SOFTWARE_TOKEN_MFA'));
    start({
      onFailure: fail,
      onSuccess: (session: CognitoUserSession) => {
        const accessToken = session.getAccessToken();
        beginSession(config, {
          accessToken: accessToken.getJwtToken(),
          expiresIn: accessToken.getExpiration() - accessToken.getIssuedAt(),
          refreshToken: session.getRefreshToken().getToken(),
          idToken: session.getIdToken().getJwtToken(),
        }).then((begun) => resolve({ step: 'signed-in', session: begun }), reject);
      },
      newPasswordRequired: (_attributes: unknown, required: string[] | undefined) =>
        resolve({
          step: 'new-password',
          requiredAttributes: required ?? [],
          setPassword: (password, attributes = {}) =>
            step(config, user, (callbacks) =>
              user.completeNewPasswordChallenge(password, { ...attributes }, callbacks),
            ),
        }),
      totpRequired: () => resolve({ step: 'totp', confirm: confirmTotp }),
      mfaSetup: () =>
        user.associateSoftwareToken({
          onFailure: fail,
          associateSecretCode: (secret: string) =>
            resolve({
              step: 'totp-setup',
              secret,
              confirm: (code) =>
                step(config, user, (callbacks) =>
                  user.verifySoftwareToken(code.trim(), 'authenticator app', {
                    onFailure: callbacks.onFailure,
                    onSuccess: callbacks.onSuccess,
                  }),
                ),
            }),
        }),
      mfaRequired: (challenge: ChallengeName) => fail(unsupported(challenge)),
      selectMFAType: () =>
        user.sendMFASelectionAnswer('SOFTWARE_TOKEN_MFA', {
          onFailure: fail,
          totpRequired: () => resolve({ step: 'totp', confirm: confirmTotp }),
        } as never),
      customChallenge: () => fail(unsupported('CUSTOM_CHALLENGE')),
    });
  });
}

const unsupported = (challenge: string): SignInError =>
  new SignInError(
    'UnsupportedChallenge',
    `the user pool asks for ${challenge}, which this package does not do`,
  );

/** The library reports an object with a `code`, or with nothing but a message where the network failed. */
function signInError(endpoint: string, error: unknown): unknown {
  const { code, name, message } = (error ?? {}) as { code?: string; name?: string; message?: string };
  if (error instanceof SignInError) return error;
  if (code === 'NetworkError' || message === 'Network error')
    return new ConnectionError('signIn', endpoint, error);
  return new SignInError(code ?? name ?? 'UnknownError', message ?? 'the user pool gave no reason', {
    cause: error,
  });
}

/** A storage of the shape that the library wants. */
function syncStorage() {
  const storage = memoryStorage();
  return {
    getItem: (key: string) => storage.getItem(key) as string | null,
    setItem: (key: string, value: string) => void storage.setItem(key, value),
    removeItem: (key: string) => void storage.removeItem(key),
    clear: () => {},
  };
}
