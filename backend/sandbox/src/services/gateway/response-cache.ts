import type { GatewayAnswer, GatewayRequest } from './gateway-request.ts';
import type { Method } from './import-document.ts';
import type { Route } from './routing.ts';

/** The stage's cache settings. AWS: "Cache settings for REST APIs in API Gateway". */
export interface ResponseCacheOptions {
  /** Seconds an answer lives, by method; 0 or undefined: not cached. At most 3,600. */
  readonly timeToLive: (method: Method) => number | undefined;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Answers kept at most; the oldest makes room. Default 10,000. */
  readonly maximumEntries?: number;
}

/** A cache of integration answers. */
export interface ResponseCache {
  /**
   * Answers from the cache, or calls `integration` and keeps what it answers.
   *
   * Whatever the function answered is kept, errors too: the cache does not look at the status.
   */
  through(
    route: Route,
    request: GatewayRequest,
    integration: () => Promise<GatewayAnswer>,
  ): Promise<GatewayAnswer>;
}

const longestTimeToLive = 3_600;

/**
 * The header API Gateway adds when a caller without `execute-api:InvalidateCache` asks for `Cache-Control: max-age=0`
 * and the stage is set to SUCCEED_WITH_RESPONSE_HEADER. No caller of a user-pool authorizer has that IAM permission.
 */
const invalidationRefused = [
  'Warning',
  '199 Cache-control headers were ignored because the caller was unauthorized.',
] as const;

export function createResponseCache(options: ResponseCacheOptions): ResponseCache {
  const now = options.now ?? Date.now;
  const maximumEntries = options.maximumEntries ?? 10_000;
  const entries = new Map<string, { answer: GatewayAnswer; expiresAt: number }>();

  return {
    async through(route, request, integration) {
      const timeToLive = Math.min(options.timeToLive(route.method) ?? 0, longestTimeToLive);
      // API Gateway caches GET only unless a stage says otherwise, and ours does not.
      if (timeToLive <= 0 || route.method.httpMethod !== 'GET') return integration();
      const key = cacheKey(route, request);
      const entry = entries.get(key);
      if (entry && entry.expiresAt > now()) {
        return wantsInvalidation(request) ? withHeader(entry.answer, invalidationRefused) : entry.answer;
      }
      entries.delete(key);
      const answer = await integration();
      const oldest = entries.keys().next();
      if (entries.size >= maximumEntries && !oldest.done) entries.delete(oldest.value);
      entries.set(key, { answer, expiresAt: now() + timeToLive * 1000 });
      return answer;
    },
  };
}

/** Only the method and the declared key parameters tell requests apart, as on AWS: an undeclared one is shared. */
function cacheKey({ method, pathParameters }: Route, request: GatewayRequest): string {
  const values = (method.integration.cacheKeyParameters ?? []).map((parameter) => {
    const match =
      /^method\.request\.(header|querystring|path|multivalueheader|multivaluequerystring)\.(.+)$/.exec(
        parameter,
      );
    if (!match) throw new Error(`${method.name}: ${parameter} is no cache key parameter.`);
    const name = match[2] as string;
    switch (match[1]) {
      case 'path':
        return pathParameters[name] ?? null;
      case 'querystring':
        return request.query.getAll(name).at(-1) ?? null;
      case 'multivaluequerystring':
        return request.query.getAll(name);
      case 'multivalueheader':
        return request.headers.all(name);
      default:
        return request.headers.last(name) ?? null;
    }
  });
  return JSON.stringify([method.httpMethod, method.resourcePath, values]);
}

const wantsInvalidation = (request: GatewayRequest): boolean =>
  /(^|,)\s*(max-age\s*=\s*0|no-cache|no-store)\s*(,|$)/i.test(request.headers.last('cache-control') ?? '');

const withHeader = (answer: GatewayAnswer, header: readonly [string, string]): GatewayAnswer => ({
  ...answer,
  headers: [...answer.headers, header],
});
