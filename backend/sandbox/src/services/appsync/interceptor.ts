/** What stands around an API's requests, fields, subscriptions and pushes: who tests a client makes them fail here. */
import type { Caller } from './auth/identity.ts';
import type { FrameError } from './realtime/frames.ts';

/** An answer of `POST /graphql`. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly errorType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request whose caller is known and whose document is valid. */
export interface GraphQLCall {
  readonly caller: Caller;
  /** Coordinates of the root fields, such as `Query.getLocker`. */
  readonly fields: readonly string[];
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What becomes of one push. */
export type PushOutcome =
  | { readonly kind: 'drop' | 'duplicate' | 'disconnect' }
  | { readonly kind: 'delay'; readonly delayMs: number };

export interface AppSyncInterceptor {
  /** @throws ConnectionCut to break the connection off without an answer. */
  request(call: GraphQLCall, proceed: () => Promise<HttpAnswer>): Promise<HttpAnswer>;
  /** Called before a field's resolver. @throws ResolverError to have it in the resolver's place. */
  field(coordinate: string, caller: Caller): void | Promise<void>;
  /** Called for each valid subscription; what it returns is sent as that subscription's `error` frame. */
  start(coordinate: string, caller: Caller): FrameError | undefined;
  /** Called for each push. Undefined: it is sent. */
  push(coordinate: string, caller: Caller): PushOutcome | undefined;
}
