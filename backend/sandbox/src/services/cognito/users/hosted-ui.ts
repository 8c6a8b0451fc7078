/**
 * The user pool's sign-in pages: `/oauth2/authorize`, `/login`, `/logout`, `/oauth2/revoke`. AWS: "Authorize endpoint", "Login
 * endpoint", "Logout endpoint", "Revoke endpoint". Codes are given with PKCE only, as RFC 9700 wants for public clients.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBody } from '../../../support/loopback-server.ts';
import { targetOf } from '../../../support/request-target.ts';
import type { TokenIssuer } from '../access-token.ts';
import type { AppClient } from '../app-clients.ts';
import { OAuthError } from '../oauth-error.ts';
import type { CognitoAnswer, CognitoRoute } from '../start.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { createChallengeSessions } from './challenge-sessions.ts';
import { assertPasswordPolicy } from './passwords.ts';
import { ServiceError, wrongCredentials } from './service-error.ts';
import { renderSignInPage, type PageStep } from './sign-in-page.ts';
import { createVerifier } from './srp.ts';
import type { PoolUser } from './user-directory.ts';
import type { UserSignIn } from './user-sign-in.ts';

/** A browser on its way from an app to a code. */
interface Visit {
  readonly client: AppClient;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly codeChallenge: string;
  readonly step: PageStep;
  /** Known once the password was right. */
  readonly user?: PoolUser;
}

const maximumFormBytes = 16 * 1024;
const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action *; frame-ancestors 'none'",
};

/** @param now milliseconds since the epoch. */
export function hostedUiRoutes(
  signIn: UserSignIn,
  codes: AuthorizationCodes,
  now: () => number,
): Readonly<Record<string, CognitoRoute>> {
  const visits = createChallengeSessions<Visit>(now);
  const { directory, totp, refreshTokens } = signIn;

  const page = (visit: Visit, problem?: string, username = ''): CognitoAnswer => ({
    statusCode: 200,
    headers: pageHeaders,
    body: renderSignInPage({
      step: visit.step,
      appName: visit.client.name,
      hidden: { visit: visits.begin(visit) },
      username,
      ...(problem === undefined ? {} : { problem }),
    }),
  });

  /** What a form's answer comes to: the user to sign in, or a page to show. */
  const take = async (issuer: TokenIssuer, visit: Visit, form: URLSearchParams): Promise<PoolUser> => {
    if (visit.step === 'password') {
      const { userId, verifier, user } = signIn.identify(form.get('username') ?? '');
      const poolName = issuer.pool.id.split('_')[1] ?? '';
      const given = await createVerifier(
        poolName,
        userId,
        form.get('password') ?? '',
        bytesOf(verifier.salt),
      );
      if (!equal(given.verifier, verifier.verifier) || !user) throw wrongCredentials();
      return user;
    }
    const { user } = visit;
    if (!user) throw wrongCredentials();
    if (visit.step === 'totp') {
      if (totp.verify(user.sub, user.totpSecret ?? '', form.get('code') ?? '')) return user;
      throw new ServiceError('CodeMismatchException', 'This code is wrong or was used before.');
    }
    const password = form.get('newPassword') ?? '';
    assertPasswordPolicy(issuer.pool.passwordPolicy, password);
    return directory.change(user.sub, {
      status: 'CONFIRMED',
      password: await directory.verifierFor(user, password),
    });
  };

  const login: CognitoRoute = async (request, issuer) => {
    const form = await formOf(request);
    let visit: Visit;
    try {
      visit = visits.take(form.get('visit') ?? undefined);
    } catch {
      throw new OAuthError('invalid_request', 'This page is too old. Go back to the app and sign in again.');
    }
    try {
      const user = await take(issuer, visit, form);
      const next = visit.step === 'totp' ? 'signed-in' : signIn.afterPassword(user, issuer.pool);
      if (next === 'new-password' || next === 'totp') return page({ ...visit, user, step: next });
      if (next === 'totp-setup')
        throw new ServiceError('NotAuthorizedException', 'Set an authenticator app up in the app first.');
      const { client, redirectUri, scopes, codeChallenge, state } = visit;
      const code = codes.issue({
        sub: user.sub,
        clientId: client.clientId,
        redirectUri,
        scopes,
        codeChallenge,
      });
      return redirect(redirectUri, { code, state });
    } catch (error) {
      if (error instanceof ServiceError) return page(visit, error.message, form.get('username') ?? '');
      throw error;
    }
  };

  const authorize: CognitoRoute = async (request, issuer) => {
    const query = queryOf(request);
    const client = issuer.pool.client(query.get('client_id') ?? '');
    const redirectUri = query.get('redirect_uri') ?? '';
    // Nobody is sent anywhere before it is certain that the app wants them there.
    if (!client?.callbackUrls?.includes(redirectUri))
      throw new OAuthError('invalid_request', 'redirect_mismatch');
    const state = query.get('state') ?? undefined;
    const refuse = (error: string, error_description: string): CognitoAnswer =>
      redirect(redirectUri, { error, error_description, state });
    if (query.get('response_type') !== 'code' || !client.allowedFlows.includes('code')) {
      return refuse('unauthorized_client', 'This client may use the authorization code flow only.');
    }
    const codeChallenge = query.get('code_challenge');
    if (!codeChallenge || query.get('code_challenge_method') !== 'S256') {
      return refuse('invalid_request', 'code_challenge with code_challenge_method=S256 is required.');
    }
    const scopes = query.get('scope')?.split(' ').filter(Boolean) ?? client.allowedScopes;
    if (scopes.some((scope) => !client.allowedScopes.includes(scope)))
      return refuse('invalid_scope', 'Unknown scope.');
    return page({ client, redirectUri, scopes, state, codeChallenge, step: 'password' });
  };

  return {
    'GET /oauth2/authorize': authorize,
    'POST /login': login,
    'GET /logout': async (request, issuer) => {
      const query = queryOf(request);
      const logoutUri = query.get('logout_uri') ?? '';
      const client = issuer.pool.client(query.get('client_id') ?? '');
      if (!client?.callbackUrls?.includes(logoutUri))
        throw new OAuthError('invalid_request', 'logout_uri is not allowed');
      return redirect(logoutUri, {});
    },
    'POST /oauth2/revoke': async (request) => {
      const form = await formOf(request);
      await refreshTokens.revoke(form.get('token') ?? '', form.get('client_id') ?? '');
      return { statusCode: 200, body: '' };
    },
  };
}

const queryOf = (request: IncomingMessage): URLSearchParams => targetOf(request).searchParams;

const formOf = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams((await readBody(request, maximumFormBytes)).toString('utf8'));

function redirect(target: string, parameters: Readonly<Record<string, string | undefined>>): CognitoAnswer {
  const url = new URL(target);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return { statusCode: 302, headers: { Location: url.href }, body: '' };
}

/** Salts are kept as numbers: a leading zero is not written. */
const bytesOf = (hex: string): Buffer => Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
