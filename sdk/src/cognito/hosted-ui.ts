import { sha256 } from '@noble/hashes/sha2.js';
import { parseTokenResponse } from '../auth/token-response.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { sleep } from '../support/abort.ts';
import { backoffMs } from '../support/backoff.ts';
import type { ReceivedResponse } from '../transport/exchange.ts';
import type { Transport } from '../transport/transport-request.ts';
import { base64url, randomBytes, utf8Bytes } from './bytes.ts';
import { exclusively } from './lock.ts';
import { beginSession, restoreSession, type SessionConfig, type UserSession } from './session.ts';
import type { IssuedTokens } from './user-pool-api.ts';

/*! Carries noble-hashes: The MIT License (MIT), Copyright (c) 2022 Paul Miller (https://paulmillr.com) */

export interface HostedUiConfig extends SessionConfig {
  readonly transport: Transport;
  /** Base URL of the user pool's domain, e.g. `https://auth.northwind-lockers.example`. */
  readonly domain: string;
}

/** Options of a sign-in on the user pool's own pages. */
export interface RedirectSignInOptions {
  /** Where the page sends the user back to; must be registered with the app client, letter by letter. */
  redirectUri: string;
  /**
   * Scopes to ask for. `aws.cognito.signin.user.admin` is what {@link UserSession.signOutEverywhere} needs.
   * @defaultValue `['openid', 'aws.cognito.signin.user.admin']`
   */
  scopes?: readonly string[] | undefined;
  /** Go straight to this identity provider's page, e.g. `'Google'`. */
  identityProvider?: string | undefined;
}

/** What must be remembered between leaving for the sign-in page and coming back. */
interface PendingSignIn {
  readonly state: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Longest wait for a token endpoint that is busy, milliseconds. */
const MAX_WAIT_MS = 8_000;

/** Who the user is, and the right to end one's own sessions, as every session of a password sign-in has it. */
const DEFAULT_SCOPES = ['openid', 'aws.cognito.signin.user.admin'];

/** Each sign-in has an entry of its own, so that two tabs that begin one can both finish it. */
const pendingKey = (clientId: string, state: string): string => `northwind.sign-in.${clientId}.${state}`;

/** Prepares an authorization-code sign-in with PKCE (RFC 7636) and returns the URL to send the user to. */
export async function redirectUrl(
  { storage, clientId, domain }: HostedUiConfig,
  { redirectUri, scopes = DEFAULT_SCOPES, identityProvider }: RedirectSignInOptions,
): Promise<string> {
  const pending: PendingSignIn = { state: randomText(), verifier: randomText(), redirectUri };
  try {
    await storage.setItem(pendingKey(clientId, pending.state), JSON.stringify(pending));
  } catch (error) {
    throw new UsageError(`The sign-in cannot be remembered: \`storage.setItem\` failed: ${String(error)}`);
  }
  const query = formEncoded({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state: pending.state,
    code_challenge: challengeOf(pending.verifier),
    code_challenge_method: 'S256',
    ...(identityProvider !== undefined && { identity_provider: identityProvider }),
  });
  return `${pageOf(domain, '/oauth2/authorize')}?${query}`;
}

/**
 * Exchanges the code that the sign-in page sent the user back with. A page that handles its return twice, at once or after a reload,
 * gets the same session: a code works once.
 *
 * @returns `undefined` if the URL holds no response of the sign-in page: the page was opened in some other way.
 */
export async function sessionFromRedirect(
  config: HostedUiConfig,
  url: string,
): Promise<UserSession | undefined> {
  const parameters = queryOf(url);
  const { code, error, state = '' } = parameters;
  if (code === undefined && error === undefined) return undefined;
  const { storage, clientId } = config;
  const key = pendingKey(clientId, state);
  return exclusively(key, async () => {
    const pending = readPending(await storage.getItem(key));
    if (pending?.state !== state) {
      const session = code === undefined ? undefined : await restoreSession(config, state);
      if (session) return session;
      throw new UsageError(
        'This response belongs to no sign-in that was begun here (`state` differs). Begin again.',
      );
    }
    if (code === undefined) {
      await storage.removeItem(key);
      throw new OAuthError(400, error ?? '', parameters.error_description);
    }
    const tokens = await exchangeCode(config, pending, code, () => storage.removeItem(key));
    const session = await beginSession(config, tokens, state);
    await storage.removeItem(key);
    return session;
  });
}

/** @param forget - called when the code has been refused, and the sign-in cannot be finished any more. */
async function exchangeCode(
  { clientId, domain, transport }: HostedUiConfig,
  pending: PendingSignIn,
  code: string,
  forget: () => Promise<void> | void,
): Promise<IssuedTokens & { readonly refreshToken: string }> {
  const send = (): Promise<ReceivedResponse> =>
    transport({
      operation: 'token',
      method: 'POST',
      url: pageOf(domain, '/oauth2/token'),
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: formEncoded({
        grant_type: 'authorization_code',
        client_id: clientId,
        code,
        redirect_uri: pending.redirectUri,
        code_verifier: pending.verifier,
      }),
      auth: 'none',
      // A code works once: a second try would be refused, and might end what the first has begun.
      repeatable: false,
      returnErrors: true,
    });
  let received = await send();
  // These say that nothing was done.
  for (let attempt = 0; attempt < 3 && [429, 503].includes(received.response.status); attempt++) {
    await sleep(backoffMs(attempt, MAX_WAIT_MS));
    received = await send();
  }
  const { response, body, requestId } = received;
  if (response.status === 400) await forget();
  const { accessToken, expiresIn } = parseTokenResponse(response.status, body, requestId);
  const { refresh_token: refreshToken, id_token: idToken } = JSON.parse(body) as Record<
    string,
    string | undefined
  >;
  if (typeof refreshToken !== 'string' || !refreshToken)
    throw new OAuthError(response.status, 'invalid_response', 'there is no refresh token', requestId);
  return { accessToken, expiresIn, refreshToken, ...(typeof idToken === 'string' && { idToken }) };
}

function readPending(text: string | null): PendingSignIn | undefined {
  try {
    const { state, verifier, redirectUri } = Object(JSON.parse(text ?? '{}')) as Partial<PendingSignIn>;
    return state && verifier && redirectUri ? { state, verifier, redirectUri } : undefined;
  } catch {
    return undefined;
  }
}

/** Names and values as a form or a query carries them; React Native's `URLSearchParams` is not to be relied on. */
const formEncoded = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map((field) => field.map((text) => encodeURIComponent(text).replaceAll('%20', '+')).join('='))
    .join('&');

function queryOf(url: string): Partial<Record<string, string>> {
  const query = url.split('#', 1)[0]?.split('?').slice(1).join('?') ?? '';
  const decoded = (text: string): string => {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '));
    } catch {
      return text;
    }
  };
  return Object.fromEntries(
    query.split('&').map((field) => {
      const [name = '', ...value] = field.split('=');
      return [decoded(name), decoded(value.join('='))];
    }),
  );
}

const pageOf = (domain: string, path: string): string =>
  `${/^https?:\/\/[^/?#]+/i.exec(domain)?.[0] ?? domain}${path}`;

/** 43 characters with 256 bits of chance, as RFC 7636 section 4.1 recommends for the verifier. */
const randomText = (): string => base64url(randomBytes(32));

const challengeOf = (verifier: string): string => base64url(sha256(utf8Bytes(verifier)));
