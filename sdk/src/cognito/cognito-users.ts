import { UsageError } from '../errors/usage-error.ts';
import { lazy } from '../errors/lazy.ts';
import { assertCognitoUsersOptions, assertRedirectOptions, assertString } from './arguments.ts';
import { redirectUrl, sessionFromRedirect, type RedirectSignInOptions } from './hosted-ui.ts';
import type { CognitoUsersOptions } from './options.ts';
import { restoreSession, type UserSession } from './session.ts';
import type { SignInStep } from './sign-in-steps.ts';
import { memoryStorage } from './storage.ts';
import { createUserPoolApi, openTransport } from './user-pool-api.ts';

/** Signs users of one app in and out. */
export interface CognitoUsers {
  /**
   * Signs in with user name and password, which never leaves the device (SRP), and returns the next step: usually
   * `'signed-in'` or `'totp'`.
   *
   * @throws `SignInError` with `reason` `'NotAuthorizedException'` if user name or password is wrong; `UsageError` if one is no string.
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   * import { cognitoUsers } from '@northwind/sdk/cognito';
   *
   * const users = cognitoUsers({ userPoolId: 'eu-central-1_Ab1Cd2Ef3', clientId: 'your-app-client', storage: localStorage });
   * let step = await users.signIn('jo@courier.example', 'correct horse battery staple');
   * if (step.step === 'totp') step = await step.confirm('123456');
   * if (step.step === 'signed-in') {
   *   const northwind = new Northwind({ environment: 'production', auth: step.session });
   * }
   * ```
   */
  signIn(username: string, password: string): Promise<SignInStep>;
  /** The session that the storage holds, or `undefined` if nobody is signed in. Call it when the app starts. */
  restore(): Promise<UserSession | undefined>;
  /**
   * Prepares a sign-in on the user pool's own pages (OAuth 2.0 authorization code with PKCE) and returns the URL to go to.
   *
   * @throws `UsageError` if there is no `domain`.
   */
  redirectUrl(options: RedirectSignInOptions): Promise<string>;
  /**
   * Finishes it on the page that the user was sent back to.
   *
   * @param url - `location.href` of that page.
   * @returns `undefined` if the URL holds no response of the sign-in pages.
   * @throws `OAuthError` if the user or the user pool declined; `UsageError` if the response belongs to no sign-in begun here.
   */
  fromRedirect(url: string): Promise<UserSession | undefined>;
}

/** Most programs restore a session more often than anybody types a password. */
const loadPasswordSignIn = /* @__PURE__ */ lazy(() => import('./password-sign-in.lazy.ts'));

/**
 * Sign-in of users against the Cognito user pool.
 *
 * @throws `UsageError` for a missing, unknown or wrong option.
 */
export function cognitoUsers(options: CognitoUsersOptions): CognitoUsers {
  assertCognitoUsersOptions(options);
  const { userPoolId, clientId, domain, storage = memoryStorage() } = options;
  const region = userPoolId.split('_')[0] ?? '';
  const endpoint = options.endpoint ?? `https://cognito-idp.${region}.amazonaws.com/`;
  const transport = openTransport(options.fetch);
  const config = {
    userPoolId,
    clientId,
    storage,
    transport,
    api: createUserPoolApi(endpoint, transport),
  };

  const withDomain = () => {
    if (domain === undefined) throw new UsageError('cognitoUsers: sign-in by redirect needs `domain`.');
    return { ...config, domain };
  };
  return {
    signIn: async (username, password) => {
      assertString('username', username);
      assertString('password', password);
      return (await loadPasswordSignIn()).signInWithPassword(config, username, password);
    },
    restore: () => restoreSession(config),
    redirectUrl: async (redirectOptions) => {
      assertRedirectOptions(redirectOptions);
      return redirectUrl(withDomain(), redirectOptions);
    },
    fromRedirect: async (url) => {
      assertString('url', url);
      return sessionFromRedirect(withDomain(), url);
    },
  };
}
