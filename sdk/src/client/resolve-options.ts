import { fixedToken } from '../auth/fixed-token.ts';
import type { TokenSource } from '../auth/token-source.ts';
import { UsageError } from '../errors/usage-error.ts';
import { environments, type EnvironmentName } from '../generated/environments.ts';
import {
  assertHeaders,
  assertLimits,
  assertMilliseconds,
  DEFAULT_LIMITS,
} from '../transport/request-options.ts';
import { assertKnownKeys, didYouMean } from '../errors/did-you-mean.ts';
import { httpUrl } from '../errors/http-url.ts';
import type { WebSocketAuth } from '../realtime/endpoint.ts';
import type { EnvironmentUrls, NorthwindOptions } from './options.ts';

const KEYS = [
  'environment',
  'auth',
  'apiKey',
  'fetch',
  'webSocketImpl',
  'webSocketAuth',
  'hooks',
  'headers',
  'debug',
  'connectTimeout',
  ...Object.keys(DEFAULT_LIMITS),
];
const HOOKS = ['request', 'response', 'error', 'retry', 'realtime'];
const URLS = ['restUrl', 'tokenUrl', 'graphqlUrl'] as const;
export const WEB_SOCKET_AUTHS: readonly string[] = [
  'subprotocol',
  'query',
  'headers',
] satisfies WebSocketAuth[];

/** URLs of which none is left out; empty where there is none. */
type AllUrls = { [Name in keyof EnvironmentUrls]-?: string };

/** Throws a `UsageError` for anything that would only fail, or be silently ignored, at the first call. */
export function assertOptions(options: NorthwindOptions): void {
  assertKnownKeys('option', options, KEYS);
  const {
    auth,
    apiKey,
    fetch,
    hooks = {},
    headers,
    debug,
    webSocketImpl,
    webSocketAuth = 'subprotocol',
  } = options;
  assertKnownKeys('hook', hooks, HOOKS);
  assertLimits(options);
  assertMilliseconds('connectTimeout', options.connectTimeout);
  if (!(auth && (typeof auth === 'string' || typeof auth.accessToken === 'function'))) {
    throw new UsageError(
      '`auth` must be `clientCredentials({ … })`, another token source or an access token.',
    );
  }
  assertHeaders('headers', headers);
  assertHeaders('apiKey', { 'x-api-key': apiKey });
  if (debug !== undefined && typeof debug !== 'boolean' && typeof debug !== 'function')
    throw new UsageError('`debug` must be `true`, `false` or a function.');
  if (!WEB_SOCKET_AUTHS.includes(webSocketAuth)) {
    throw new UsageError(`Unknown \`webSocketAuth\`. ${didYouMean(webSocketAuth, WEB_SOCKET_AUTHS)}`);
  }
  for (const value of [...(Object.values(hooks) as unknown[]), fetch, webSocketImpl]) {
    if (value !== undefined && typeof value !== 'function')
      throw new UsageError('`fetch`, `webSocketImpl` and `hooks` must be functions.');
  }
}

/** Turns the `environment` option into URLs without a slash at the end. */
export function resolveEnvironment(environment: NorthwindOptions['environment']): AllUrls {
  if (typeof environment === 'string') {
    if (Object.hasOwn(environments, environment)) return environments[environment as EnvironmentName];
    throw new UsageError(
      `Unknown environment \`${environment}\`. ${didYouMean(environment, Object.keys(environments))}`,
    );
  }
  if (environment === undefined) throw new UsageError('`environment` is missing.');
  assertKnownKeys('environment URL', environment, URLS);
  const { restUrl, tokenUrl = '', graphqlUrl = '' } = environment;
  const urls = { restUrl, tokenUrl, graphqlUrl };
  for (const name of URLS) {
    if (name !== 'restUrl' && !urls[name]) continue;
    urls[name] = httpUrl(`environment.${name}`, urls[name]);
  }
  return urls;
}

/** A token as text becomes a source that always gives that token. */
export function resolveTokenSource(auth: TokenSource | string): TokenSource {
  return typeof auth === 'string' ? fixedToken(auth) : auth;
}
