import type { TokenSource } from '../auth/token-source.ts';
import type { EnvironmentName } from '../generated/environments.ts';
import type { DebugLog } from '../transport/debug-log.ts';
import type { Hooks } from '../transport/hooks.ts';
import type { WebSocketConstructor } from '../realtime/appsync-socket.ts';
import type { WebSocketAuth } from '../realtime/endpoint.ts';
import type { CallLimits } from '../transport/request-options.ts';

/** Where a client sends its calls. */
export interface EnvironmentUrls {
  /** Base URL of the REST API with its version, e.g. `https://api.northwind-lockers.example/v1`. */
  restUrl: string;
  /** The OAuth token endpoint. Needed by `clientCredentials` unless that has a `tokenUrl` of its own. */
  tokenUrl?: string | undefined;
  /**
   * URL of the GraphQL API; its real-time endpoint is derived from it. Needed by `graphql` and `live`. Which Region answers there is read
   * from `/.well-known/northwind-graphql` at its origin, so that live streams follow when another one takes over.
   */
  graphqlUrl?: string | undefined;
}

/** Options of `new Northwind(…)`. */
export interface NorthwindOptions extends CallLimits {
  /** `'production'`, `'sandbox'` (the sandbox on your own machine, at its default ports), or an object of URLs. */
  environment: EnvironmentName | EnvironmentUrls;
  /** Where access tokens come from: `clientCredentials({ … })`, your own `TokenSource`, or a token that you got elsewhere. */
  auth: TokenSource | string;
  /** Your API key, from Northwind. It says whose usage plan a call counts against and replaces no token. */
  apiKey?: string | undefined;
  /**
   * Used instead of the global `fetch`, which is otherwise looked up at each call.
   * @defaultValue `globalThis.fetch`
   */
  fetch?: typeof globalThis.fetch | undefined;
  /**
   * Used for subscriptions instead of the global `WebSocket`, which Node 20 does not have: pass that of the package `ws` there.
   * @defaultValue `globalThis.WebSocket`
   */
  webSocketImpl?: WebSocketConstructor | undefined;
  /**
   * How a subscription's connection carries the access token. Change it only for a proxy that drops subprotocols.
   * @defaultValue 'subprotocol'
   */
  webSocketAuth?: WebSocketAuth | undefined;
  /**
   * Milliseconds within which a subscription or a live stream must be live for the first time; else it ends with a
   * `SubscriptionError` that says what stood in the way. Left out, it waits until the server is there;
   * `graphql.connection` and `hooks.realtime` tell why it waits.
   */
  connectTimeout?: number | undefined;
  /** Functions called around each attempt, and for what happens to the real-time connection. */
  hooks?: Hooks | undefined;
  /** Headers of every call. */
  headers?: Record<string, string | undefined> | undefined;
  /**
   * Logs each request and response, secrets masked: `true` to `console.debug`, or to your own function.
   * @defaultValue false
   */
  debug?: boolean | DebugLog | undefined;
}

/** Options of `Northwind.fromEnv(…)`: each wins over its environment variable, and may be left out. */
export type NorthwindOverrides = {
  [Name in keyof NorthwindOptions]?: NorthwindOptions[Name] | undefined;
};
