import type { IncomingMessage } from 'node:http';
import { ConnectionCut } from '../../support/contained.ts';
import { BodyTooLargeError, listenOnLoopback, readBody } from '../../support/loopback-server.ts';
import { traceHop } from '../../support/trace.ts';
import type { Port } from '../../support/ports.ts';
import type { TokenIssuer } from './access-token.ts';
import { clientCredentialsGrant } from './client-credentials-grant.ts';
import { OAuthError } from './oauth-error.ts';
import { triggerTimeoutMs, type PreTokenGeneration } from './pre-token-generation.ts';
import { answerTokenRequest } from './token-endpoint.ts';
import type { Grant } from './token-endpoint.ts';
import type { UserPool } from './user-pool.ts';

/** An answer of the user pool's endpoints. */
export interface CognitoAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A path of the pool's domain; user sign-in and the hosted UI bring theirs. */
export type CognitoRoute = (request: IncomingMessage, issuer: TokenIssuer) => Promise<CognitoAnswer>;

/** A request for tokens, before it is answered. */
export interface TokenCall {
  /** `token` at the token endpoint; in the user pools API the action's name, such as `InitiateAuth`. */
  readonly action: string;
  readonly authorization: string | undefined;
  /** The form, or the JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * @param proceed answers the request, with tokens that were issued `ageMs` milliseconds ago (default 0).
 * @throws ConnectionCut to break the connection off without an answer.
 */
export type InterceptTokens = (
  call: TokenCall,
  proceed: (ageMs?: number) => Promise<CognitoAnswer>,
) => Promise<CognitoAnswer>;

/** Options of {@link startCognito}. */
export interface CognitoOptions {
  /** 0 takes any free port. */
  readonly port: Port;
  readonly pool: UserPool;
  readonly preTokenGeneration: PreTokenGeneration;
  /** How long one answer of the trigger may take; default Cognito's limit. */
  readonly triggerTimeoutMs?: number;
  /** Grant types beside client_credentials. */
  readonly grants?: Readonly<Record<string, Grant>>;
  /** Routes beside the OAuth and OpenID ones, by `METHOD /path`. */
  readonly routes?: Readonly<Record<string, CognitoRoute>>;
  /** Stands around every answer of the token endpoint. */
  readonly intercept?: InterceptTokens;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Told of what is wrong with the pool itself; the client is answered 500. Default writes to stderr. */
  readonly failed?: (error: unknown) => void;
}

/** A running user pool. */
export interface RunningCognito {
  readonly url: string;
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly tokenUrl: string;
  close(): Promise<void>;
}

const json = {
  'Content-Type': 'application/json;charset=UTF-8',
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
};
const maximumFormBytes = 64 * 1024;

/** Starts the user pool's endpoints on the loopback address: one origin serves what AWS splits over two hosts. */
export async function startCognito(options: CognitoOptions): Promise<RunningCognito> {
  const failed = options.failed ?? ((error: unknown) => console.error(error));
  const grants: Record<string, Grant> = { client_credentials: clientCredentialsGrant, ...options.grants };
  const routes = new Map<string, CognitoRoute>(Object.entries(options.routes ?? {}));
  const server = await listenOnLoopback('Cognito user pool', options.port, async (request, outgoing) => {
    const path = request.url?.split('?')[0] ?? '/';
    const startedAt = performance.now();
    const { statusCode, headers, body } = await answer(request, path);
    traceHop({
      hop: 'cognito',
      detail: `${request.method} ${path} ${statusCode}`,
      milliseconds: performance.now() - startedAt,
    });
    outgoing.writeHead(statusCode, { ...json, ...corsHeaders, ...headers }).end(body);
  });
  const poolUrl = `${server.url}/${options.pool.id}`;
  const endpoints = {
    issuer: poolUrl,
    jwksUrl: `${poolUrl}/.well-known/jwks.json`,
    tokenUrl: `${server.url}/oauth2/token`,
  };
  const issuer: TokenIssuer = {
    pool: options.pool,
    issuer: poolUrl,
    preTokenGeneration: options.preTokenGeneration,
    triggerTimeoutMs: options.triggerTimeoutMs ?? triggerTimeoutMs,
    now: options.now ?? Date.now,
  };
  routes.set(`GET /${options.pool.id}/.well-known/jwks.json`, publish(options.pool.signingKeys.jwks));
  routes.set(
    `GET /${options.pool.id}/.well-known/openid-configuration`,
    publish(openidConfiguration(server.url, endpoints, routes)),
  );
  const { intercept = (_call, proceed) => proceed() } = options;
  routes.set('POST /oauth2/token', async (request, tokenIssuer) => {
    const { authorization, 'content-type': contentType } = request.headers;
    const body = (await readBody(request, maximumFormBytes)).toString('utf8');
    const form = Object.fromEntries(new URLSearchParams(body));
    return intercept({ action: 'token', authorization, body: form }, async (ageMs = 0) => {
      const aged = { ...tokenIssuer, now: () => tokenIssuer.now() - ageMs };
      const tokens = await answerTokenRequest(aged, grants, { contentType, authorization, body });
      return { statusCode: 200, body: JSON.stringify(tokens) };
    });
  });

  async function answer(request: IncomingMessage, path: string): Promise<CognitoAnswer> {
    if (request.method === 'OPTIONS') return { statusCode: 204, body: '' };
    const route = routes.get(`${request.method} ${path}`);
    if (!route) {
      const known = [...routes.keys()].some((name) => name.endsWith(` ${path}`));
      return { statusCode: known ? 405 : 404, body: '{"error":"invalid_request"}' };
    }
    try {
      return await route(request, issuer);
    } catch (error) {
      if (error instanceof ConnectionCut) throw error;
      if (error instanceof OAuthError) return { statusCode: 400, body: JSON.stringify(error) };
      if (error instanceof BodyTooLargeError) return { statusCode: 413, body: '{"error":"invalid_request"}' };
      if (request.destroyed && !request.complete) throw error;
      failed(error);
      return { statusCode: 500, body: '{"error":"internal_error"}' };
    }
  }

  return { url: server.url, ...endpoints, close: () => server.close() };
}

/** A browser client may ask for tokens from any origin, as with Cognito's own endpoints. */
const corsHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*, Authorization',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
};

const publish =
  (document: unknown): CognitoRoute =>
  async () => ({
    statusCode: 200,
    headers: { 'Cache-Control': 'public, max-age=86400' },
    body: JSON.stringify(document),
  });

/** The discovery document; an endpoint is named once its route is there, so that nothing is promised in vain. */
function openidConfiguration(
  origin: string,
  endpoints: { issuer: string; jwksUrl: string; tokenUrl: string },
  routes: ReadonlyMap<string, CognitoRoute>,
): object {
  const optional = { authorization_endpoint: 'GET /oauth2/authorize', end_session_endpoint: 'GET /logout' };
  const more = { revocation_endpoint: 'POST /oauth2/revoke', userinfo_endpoint: 'GET /oauth2/userInfo' };
  return {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: endpoints.issuer,
    jwks_uri: endpoints.jwksUrl,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint: endpoints.tokenUrl,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    ...Object.fromEntries(
      Object.entries({ ...optional, ...more })
        .filter(([, route]) => routes.has(route))
        .map(([name, route]) => [name, `${origin}${route.split(' ')[1]}`]),
    ),
  };
}
