/** Users sign in through @northwind/sdk/cognito. What Amplify does, which nobody here wrote, is in amplify.test.ts. */
import {
  cognitoUsers,
  isSignInError,
  memoryStorage,
  type SignInStep,
  type UserSession,
} from '@northwind/sdk/cognito';
import { decodeJwt } from 'jose';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateClientId } from '../../src/services/cognito/app-clients.ts';
import { startCognito, type RunningCognito } from '../../src/services/cognito/start.ts';
import { openUserPool, type UserPool } from '../../src/services/cognito/user-pool.ts';
import {
  openRefreshTokens,
  openUserDirectory,
  userSignIn,
  type UserDirectory,
} from '../../src/services/cognito/users/index.ts';

const password = 'Correct-horse-7-staple';
const redirectUri = 'http://localhost:5173/signed-in';
const clientId = generateClientId();
let clock = Date.now();
let pool: UserPool;
let directory: UserDirectory;
let cognito: RunningCognito;

beforeAll(async () => {
  pool = await openUserPool();
  directory = await openUserDirectory(pool.id.split('_')[1] ?? '');
  await pool.putClient({
    clientId,
    name: 'Northwind Courier',
    clientSecrets: [],
    allowedFlows: ['code'],
    allowedScopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
    accessTokenValiditySeconds: 3600,
    callbackUrls: [redirectUri],
  });
  cognito = await startUsers(pool);
});
afterAll(() => cognito.close());

const startUsers = async (of: UserPool): Promise<RunningCognito> =>
  startCognito({
    port: 0,
    pool: of,
    now: () => clock,
    ...userSignIn(pool.id, directory, await openRefreshTokens(() => clock), () => clock),
    // The trigger adds what the groups may do; here it only shows that it was asked.
    preTokenGeneration: async (event) => ({
      ...(event as object),
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: {
            claimsToAddOrOverride: { source: (event as { triggerSource: string }).triggerSource },
            scopesToAdd: ['northwind/lockers.read'],
          },
        },
      },
    }),
  });

const users = (storage = memoryStorage(), { url } = cognito) =>
  cognitoUsers({ userPoolId: pool.id, clientId, endpoint: url, domain: url, storage });
const codeOf = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock });
const tokenOf = async (session: UserSession, rejected?: string) =>
  session.accessToken({ rejected, tokenUrl: '', postForm: () => Promise.reject(new Error('unused')) });

function sessionOf(step: SignInStep): UserSession {
  if (step.step !== 'signed-in') throw new Error(`the sign-in stands at ${step.step}`);
  return step.session;
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isSignInError(error)) throw new Error('no SignInError', { cause: error });
  return error.reason;
}

describe('signing in by SRP', () => {
  it('gives tokens with the user’s groups and what the trigger adds', async () => {
    await directory.create({
      username: 'mia',
      password,
      groups: ['manager'],
      attributes: { email: 'mia@n.example', email_verified: 'true' },
    });
    const session = sessionOf(await users().signIn('mia', password));
    const claims = decodeJwt(await tokenOf(session));
    expect(claims).toMatchObject({
      iss: cognito.issuer,
      username: 'mia',
      client_id: clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin northwind/lockers.read',
      'cognito:groups': ['manager'],
      source: 'TokenGeneration_Authentication',
    });
    expect(session.claims).toMatchObject({
      email: 'mia@n.example',
      email_verified: true,
      'cognito:username': 'mia',
      aud: clientId,
    });
  });

  it('works for passwords and salts of every shape', async () => {
    for (let round = 0; round < 12; round++) {
      const username = `user-${round}`;
      const own = `${'pässwörd🔑'.slice(round % 4)}-A1${'x'.repeat(round)}`;
      await directory.create({ username, password: own });
      expect((await users().signIn(username, own)).step).toBe('signed-in');
    }
    // Each costs a browser's worth of arithmetic with numbers of 3,072 bits.
  });

  it('signs in by email too', async () => {
    expect((await users().signIn('mia@n.example', password)).step).toBe('signed-in');
  });

  it('answers a wrong password and an unknown name alike', async () => {
    expect(await reasonOf(users().signIn('mia', 'wrong'))).toBe('NotAuthorizedException');
    expect(await reasonOf(users().signIn('nobody', 'wrong'))).toBe('NotAuthorizedException');
  });

  it('asks for a new password where the old one is temporary, and for a better one where that is weak', async () => {
    await directory.create({
      username: 'new',
      password: 'Temporary-1-pass',
      status: 'FORCE_CHANGE_PASSWORD',
    });
    const step = await users().signIn('new', 'Temporary-1-pass');
    if (step.step !== 'new-password') throw new Error(step.step);
    expect(await reasonOf(step.setPassword('short'))).toBe('InvalidPasswordException');
    sessionOf(await step.setPassword('Much-better-2-pass'));
    expect(await reasonOf(users().signIn('new', 'Temporary-1-pass'))).toBe('NotAuthorizedException');
    sessionOf(await users().signIn('new', 'Much-better-2-pass'));
  });

  it('asks for the code of the authenticator app, and takes each code once', async () => {
    const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    await directory.create({ username: 'cora', password, totpSecret });
    const step = await users().signIn('cora', password);
    if (step.step !== 'totp') throw new Error(step.step);
    expect(await reasonOf(step.confirm('000000'))).toBe('CodeMismatchException');
    sessionOf(await step.confirm(codeOf(totpSecret)));
    const again = await users().signIn('cora', password);
    if (again.step !== 'totp') throw new Error(again.step);
    expect(await reasonOf(again.confirm(codeOf(totpSecret)))).toBe('CodeMismatchException');
  });

  it('sets an authenticator app up where the user must have one', async () => {
    const strict = await startUsers({ ...pool, mfa: 'ON' });
    const signIn = () => users(memoryStorage(), strict).signIn('toto', password);
    await directory.create({ username: 'toto', password });
    const step = await signIn();
    if (step.step !== 'totp-setup') throw new Error(step.step);
    sessionOf(await step.confirm(codeOf(step.secret)));
    clock += 60_000;
    const next = await signIn();
    if (next.step !== 'totp') throw new Error(next.step);
    sessionOf(await next.confirm(codeOf(step.secret)));
    await strict.close();
  });
});

describe('a refresh token', () => {
  it('is exchanged for new tokens and rotates', async () => {
    const session = sessionOf(await users().signIn('mia', password));
    const first = await tokenOf(session);
    const second = await tokenOf(session, first);
    const third = await tokenOf(session, second);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(decodeJwt(third)).toMatchObject({
      source: 'TokenGeneration_RefreshTokens',
      origin_jti: decodeJwt(first)['origin_jti'],
    });
  });

  it('ends the whole sign-in when it is used again after the grace period', async () => {
    const storage = memoryStorage();
    const session = sessionOf(await users(storage).signIn('mia', password));
    const key = `northwind.session.${clientId}`;
    const stolen = String(await storage.getItem(key));
    const thief = memoryStorage();
    await thief.setItem(key, stolen);
    const rotated = await tokenOf(session, await tokenOf(session));
    clock += 61_000;
    const copy = await users(thief).restore();
    const { accessToken } = JSON.parse(stolen) as { accessToken: string };
    expect(await reasonOf(tokenOf(copy as UserSession, accessToken))).toBe('RefreshTokenReuseException');
    expect(await reasonOf(tokenOf(session, rotated))).toBe('NotAuthorizedException');
  });

  it('is refused in the old way, which knows no rotation', async () => {
    const answer = await fetch(cognito.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
      body: JSON.stringify({
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: clientId,
        AuthParameters: { REFRESH_TOKEN: 'x' },
      }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe('NotAuthorizedException:');
    expect(await answer.json()).toMatchObject({ __type: 'NotAuthorizedException' });
  });

  it('is revoked by signing out, and all of a user’s by signing out everywhere', async () => {
    const [phone, tablet] = [
      sessionOf(await users().signIn('mia', password)),
      sessionOf(await users().signIn('mia', password)),
    ];
    const storage = memoryStorage();
    const laptop = sessionOf(await users(storage).signIn('mia', password));
    const laptopToken = await tokenOf(laptop);
    await phone.signOut();
    const getUser = (token: string) =>
      fetch(cognito.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser' },
        body: JSON.stringify({ AccessToken: token }),
      });
    expect(await (await getUser(laptopToken)).json()).toMatchObject({ Username: 'mia' });
    await tablet.signOutEverywhere();
    expect(await reasonOf(tokenOf(laptop, laptopToken))).toBe('NotAuthorizedException');
    expect(await (await getUser(laptopToken)).json()).toMatchObject({
      message: 'Access Token has been revoked',
    });
  });
});

describe('signing in by redirect', () => {
  const visitOf = (html: string): string => /name="visit" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const post = async (fields: Record<string, string>) =>
    fetch(`${cognito.url}/login`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

  it('shows a page, takes name, password and code, and sends the browser back with a code for tokens', async () => {
    clock += 60_000;
    const app = users();
    const html = await (await fetch(await app.redirectUrl({ redirectUri }))).text();
    expect(html).toContain('to Northwind Courier, on the sandbox');
    const wrong = await (await post({ visit: visitOf(html), username: 'cora', password: 'wrong' })).text();
    expect(wrong).toContain('role="alert"');
    expect(wrong).toContain('value="cora"');
    expect(wrong).not.toContain('value="wrong"');
    const code = await (await post({ visit: visitOf(wrong), username: 'cora', password })).text();
    const sent = await post({ visit: visitOf(code), code: codeOf('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP') });
    expect(sent.status).toBe(302);
    const session = await app.fromRedirect(sent.headers.get('location') ?? '');
    const claims = decodeJwt(await tokenOf(session as UserSession));
    expect(claims).toMatchObject({ username: 'cora', source: 'TokenGeneration_HostedAuth' });
    expect(String(claims['scope'])).toContain('openid');
    expect(session?.claims).toMatchObject({ 'cognito:username': 'cora' });
    const userInfo = async (token: string) =>
      fetch(`${cognito.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });
    const information = await userInfo(await tokenOf(session as UserSession));
    expect(await information.json()).toMatchObject({ sub: claims.sub, username: 'cora' });
    const withoutOpenid = await userInfo(await tokenOf(sessionOf(await users().signIn('mia', password))));
    expect(withoutOpenid.status).toBe(403);
    expect(withoutOpenid.headers.get('www-authenticate')).toContain('insufficient_scope');
    await session?.signOutEverywhere();
    expect(await reasonOf(tokenOf(session as UserSession))).toBe('SignedOut');
  });

  it('sends nobody to an address that the app has not registered', async () => {
    const url = await users().redirectUrl({ redirectUri: 'https://evil.example/' });
    const answer = await fetch(url, { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('redirect_mismatch');
  });

  it('gives no tokens for a code without its verifier, nor twice', async () => {
    const app = users();
    const html = await (await fetch(await app.redirectUrl({ redirectUri }))).text();
    const sent = await post({ visit: visitOf(html), username: 'mia', password });
    const code = new URL(sent.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const redeem = () =>
      fetch(cognito.tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientId,
          redirect_uri: redirectUri,
          code,
          code_verifier: 'guessed',
        }),
      });
    expect(await (await redeem()).json()).toEqual({ error: 'invalid_grant' });
    await expect(app.fromRedirect(sent.headers.get('location') ?? '')).rejects.toMatchObject({
      oauthError: 'invalid_grant',
    });
  });

  it('refuses to begin without PKCE', async () => {
    const url = new URL(await users().redirectUrl({ redirectUri }));
    url.searchParams.delete('code_challenge');
    const answer = await fetch(url, { redirect: 'manual' });
    expect(answer.headers.get('location')).toContain('error=invalid_request');
  });
});
