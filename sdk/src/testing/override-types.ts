import type { HttpHandler, RequestHandlerOptions, WebSocketHandler } from 'msw';
import type { HttpMethod, ResponseResolver } from 'openapi-msw';
import type { paths } from '../generated/openapi.ts';

/** What handlers know of an operation. */
export interface RestOperation {
  readonly method: 'delete' | 'get' | 'head' | 'options' | 'patch' | 'post' | 'put';
  /** As in the contract: `/invoices/{invoiceId}`. */
  readonly path: string;
  /** Name of the schema of each path parameter. */
  readonly params: Readonly<Record<string, string>>;
  /** How a call that succeeds is answered. */
  readonly status: number;
  readonly schema?: string;
  /** The state that the call leads to. */
  readonly example?: Readonly<Record<string, string>>;
  readonly headers: readonly string[];
}

/**
 * Makes a handler that answers one operation. The resolver's `params`, `request`, `query` and `response` are the contract's; options are
 * msw's.
 */
export type RestOverride<Path extends keyof paths, Method extends HttpMethod> = (
  resolver: ResponseResolver<paths, Path, Method>,
  options?: RequestHandlerOptions,
) => HttpHandler;

/** Makes a handler that answers documents that ask for one field. Its other fields are answered by example. */
export type FieldOverride<Args, Result> = (
  resolver: (info: { readonly args: Args; readonly request: Request }) => Result | Promise<Result>,
) => HttpHandler;

/**
 * Makes a handler that pushes what the resolver yields to each subscription of one field, which stays live afterwards. An async
 * generator may wait between two events; a `ReadableStream` pushes when your test says so.
 */
export type SubscriptionOverride<Args, Event> = (
  resolver: (info: { readonly args: Args }) => Iterable<Event> | AsyncIterable<Event>,
) => WebSocketHandler;
