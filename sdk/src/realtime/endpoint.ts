/**
 * Where AppSync's real-time endpoint is, and the three ways in which a connection can carry its authorization.
 * AWS AppSync, "Building a real-time WebSocket client in AWS AppSync".
 */

/** Identifies the caller to AppSync: in the handshake, and again in each `start`. */
export type Authorization = Readonly<Record<string, string>>;

/**
 * How the handshake carries the authorization:
 * - `'subprotocol'`: base64url in `Sec-WebSocket-Protocol`; works everywhere and leaves no token in access logs.
 * - `'query'`: base64 in the URL, for proxies that drop unknown subprotocols.
 * - `'headers'`: HTTP headers; only with a WebSocket that takes them (the npm package `ws`), never in a browser.
 */
export type WebSocketAuth = 'headers' | 'query' | 'subprotocol';

/** What to open a socket with: arguments of a WebSocket constructor. */
export interface Handshake {
  readonly url: string;
  readonly protocols: string[];
  /** Third argument of the constructor of `ws`. */
  readonly options?: { readonly headers: Authorization };
}

const GRAPHQL_URL = /^(https?):\/\/(?:[^/?#@]*@)?([^/?#@[\]]+|\[[^/?#@[\]]+\](?::\d+)?)([^?#]*)/i;
const DEFAULT_PORT = { http: /:80$/, https: /:443$/ };
const STANDARD_HOST = /^([a-z0-9]{26})\.appsync-api\.(.+)$/;

/** The parts of the GraphQL URL, the host with its port where that is not the scheme's; read from its text: React Native's `URL` has no setters, and lacks getters in older versions. */
export function partsOf(graphqlUrl: string): { scheme: 'http' | 'https'; host: string; path: string } {
  const [, scheme, host, path = ''] = GRAPHQL_URL.exec(graphqlUrl) ?? [];
  if (!scheme || !host) throw new TypeError('`environment.graphqlUrl` must be an http(s) URL.');
  const known = scheme.toLowerCase() as 'http' | 'https';
  return { scheme: known, host: host.toLowerCase().replace(DEFAULT_PORT[known], ''), path };
}

/** AppSync's own hosts have a real-time twin; a custom domain serves it below the GraphQL path. */
export function realtimeUrl(graphqlUrl: string): string {
  const { scheme, host, path } = partsOf(graphqlUrl);
  const protocol = scheme === 'http' ? 'ws' : 'wss';
  const standard = STANDARD_HOST.exec(host);
  return standard
    ? `${protocol}://${standard[1]}.appsync-realtime-api.${standard[2]}${path}`
    : `${protocol}://${host}${path.replace(/\/$/, '')}/realtime`;
}

/**
 * A user pool's or an OIDC provider's token, as the protocol wants it. `host` is that of the GraphQL endpoint, never the real-time
 * one's, by the name that AppSync itself knows; see `graphql-host.ts`.
 */
export const tokenAuthorization = (host: string, accessToken: string): Authorization => ({
  host,
  Authorization: accessToken,
});

/** Builds the arguments of the WebSocket constructor. */
export function handshake(
  url: string,
  webSocketAuth: WebSocketAuth,
  authorization: Authorization,
): Handshake {
  const encoded = btoa(JSON.stringify(authorization));
  switch (webSocketAuth) {
    case 'subprotocol': {
      const base64url = encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
      return { url, protocols: ['graphql-ws', `header-${base64url}`] };
    }
    case 'query': {
      const header = encodeURIComponent(encoded);
      return {
        url: `${url}?header=${header}&payload=${encodeURIComponent(btoa('{}'))}`,
        protocols: ['graphql-ws'],
      };
    }
    case 'headers':
      return { url, protocols: ['graphql-ws'], options: { headers: authorization } };
  }
}
