import { parseTokenResponse } from '../auth/token-response.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Transport } from '../transport/transport.ts';
import { beginSession, type SessionConfig, type UserSession } from './session.ts';

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
  scopes?: readonly string[];
  /** Go straight to this identity provider's page, e.g. `'Google'`. */
  identityProvider?: string;
}

/** What must be remembered between leaving for the sign-in page and coming back. */
interface PendingSignIn {
  readonly state: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Who the user is, and the right to end one's own sessions, as every session of a password sign-in has it. */
const DEFAULT_SCOPES = ['openid', 'aws.cognito.signin.user.admin'];

const pendingKey = (clientId: string): string => `northwind.sign-in.${clientId}`;

/** Prepares an authorization-code sign-in with PKCE (RFC 7636) and returns the URL to send the user to. */
export async function redirectUrl(
  { storage, clientId, domain }: HostedUiConfig,
  { redirectUri, scopes = DEFAULT_SCOPES, identityProvider }: RedirectSignInOptions,
): Promise<string> {
  const pending: PendingSignIn = { state: randomText(), verifier: randomText(), redirectUri };
  await storage.setItem(pendingKey(clientId), JSON.stringify(pending));
  const url = new URL('/oauth2/authorize', domain);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
    ...(identityProvider !== undefined && { identity_provider: identityProvider }),
  }).toString();
  return url.href;
}

/**
 * Exchanges the code that the sign-in page sent the user back with.
 *
 * @returns `undefined` if the URL holds no answer of the sign-in page: the page was opened in some other way.
 */
export async function sessionFromRedirect(
  config: HostedUiConfig,
  url: string,
): Promise<UserSession | undefined> {
  const { storage, clientId, domain, transport } = config;
  const { searchParams } = new URL(url);
  const code = searchParams.get('code');
  const refusal = searchParams.get('error');
  if (code === null && refusal === null) return undefined;
  const text = await storage.getItem(pendingKey(clientId));
  await storage.removeItem(pendingKey(clientId));
  const pending = readPending(text);
  if (pending.state === undefined || searchParams.get('state') !== pending.state) {
    throw new UsageError(
      'This answer belongs to no sign-in that was begun here (`state` differs). Begin again.',
    );
  }
  if (code === null)
    throw new OAuthError(400, refusal ?? '', searchParams.get('error_description') ?? undefined);
  const { response, body, requestId } = await transport({
    operation: 'token',
    method: 'POST',
    url: new URL('/oauth2/token', domain).href,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: pending.redirectUri ?? '',
      code_verifier: pending.verifier ?? '',
    }).toString(),
    open: true,
    // A code works once: a second try would be refused, and might end what the first has begun.
    repeatable: false,
    returnErrors: true,
  });
  const { accessToken, expiresIn } = parseTokenResponse(response.status, body, requestId);
  const { refresh_token: refreshToken, id_token: idToken } = JSON.parse(body) as Record<
    string,
    string | undefined
  >;
  if (refreshToken === undefined)
    throw new OAuthError(response.status, 'invalid_response', 'there is no refresh token', requestId);
  return beginSession(config, {
    accessToken,
    expiresIn,
    refreshToken,
    ...(idToken !== undefined && { idToken }),
  });
}

function readPending(text: string | null): Partial<PendingSignIn> {
  try {
    return Object(JSON.parse(text ?? '{}')) as Partial<PendingSignIn>;
  } catch {
    return {};
  }
}

/** 43 characters with 256 bits of chance, as RFC 7636 §4.1 recommends for the verifier. */
function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
