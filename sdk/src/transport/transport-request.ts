import type { ReceivedResponse } from './exchange.ts';
import type { RequestOptions } from './request-options.ts';

/** One call, however many attempts it takes. */
export interface TransportRequest {
  /** Name for errors, hooks and the log. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
  /** Headers that hold secrets: sent, but not shown to hooks. */
  readonly secretHeaders?: Readonly<Record<string, string>> | undefined;
  /** What a GraphQL operation is, for the hooks. */
  readonly graphql?: 'query' | 'mutation' | undefined;
  /** What to send as credentials. */
  readonly auth: 'none' | 'token' | 'token+key';
  /** Whether sending twice does no harm. Default: a safe method, or an idempotency key in the headers. */
  readonly repeatable?: boolean | undefined;
  /** Return a response with an error status instead of throwing its error. */
  readonly returnErrors?: boolean | undefined;
  /** Leave the body of a successful response unread. */
  readonly stream?: boolean | undefined;
  readonly options?: RequestOptions | undefined;
}

/** Sends calls; everything of this package that talks to Northwind goes through one of these. */
export type Transport = (request: TransportRequest) => Promise<ReceivedResponse>;
