/** The authorization of a new socket, from any of the three places where clients put it. */
import type { IncomingMessage } from 'node:http';
import { targetOf } from '../../../support/request-target.ts';
import type { SignedRequest } from '../auth/signature.ts';

/** The subprotocol that AppSync answers with, whatever else was offered. */
export const subprotocol = 'graphql-ws';

export type Headers = Readonly<Record<string, string>>;

/**
 * @returns the authorization headers, names in lower case; undefined when there are none or they are no JSON object
 */
export function handshakeAuthorization(request: IncomingMessage): Headers | undefined {
  const query = targetOf(request).searchParams.get('header');
  if (query !== null) return decodeHeaders(query);
  const offered = offeredSubprotocols(request).find((name) => name.startsWith('header-'));
  if (offered !== undefined) return decodeHeaders(offered.slice('header-'.length));
  if (request.headers.authorization === undefined) return undefined;
  return lowerCased(request.headers);
}

export function offeredSubprotocols(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

/** A signature is made over a POST to `…/graphql/connect` with an empty JSON object as the body; it is never sent. */
export function signedConnect(headers: Headers, graphqlPath: string): SignedRequest {
  return { method: 'POST', path: `${graphqlPath}/connect`, headers, body: '{}' };
}

/** For a subscription it is made over the POST that the same operation would be on the GraphQL endpoint. */
export function signedStart(headers: Headers, graphqlPath: string, data: string): SignedRequest {
  return { method: 'POST', path: graphqlPath, headers, body: data };
}

/** Base64 with either alphabet, padded or not. */
function decodeHeaders(encoded: string): Headers | undefined {
  try {
    const decoded: unknown = JSON.parse(
      Buffer.from(encoded.replaceAll('-', '+').replaceAll('_', '/'), 'base64').toString('utf8'),
    );
    return typeof decoded === 'object' && decoded !== null ? lowerCased(decoded) : undefined;
  } catch {
    return undefined;
  }
}

export function lowerCased(headers: object): Headers {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(',') : String(value)]),
  );
}
