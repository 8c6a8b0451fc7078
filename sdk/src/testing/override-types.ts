import type {
  HttpHandler,
  HttpResponse,
  HttpResponseInit,
  RequestHandlerOptions,
  WebSocketHandler,
} from 'msw';
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

type Method<Path extends keyof paths> = keyof paths[Path];
type Query<Operation> = Operation extends { parameters: { query?: infer Of } } ? NonNullable<Of> : never;
type Params<Operation> = Operation extends { parameters: { path: infer Of } } ? Of : Record<never, never>;
type Responses<Operation> = Operation extends { responses: infer Of } ? Of : never;
type Content<Message> = Message extends { content: infer Of } ? Of[keyof Of] : never;
type Sent<Operation> = Operation extends { requestBody?: infer Of } ? Content<NonNullable<Of>> : never;
type Init = Omit<HttpResponseInit, 'status'>;

/** One response of the contract: with its body, or without one where it has none. */
type Answer<Response> = [Content<Response>] extends [never]
  ? { empty(init?: Init): HttpResponse<null> }
  : { json(body: Content<Response>, init?: Init): HttpResponse<Content<Response>> };

/** What a resolver of an operation gets: openapi-msw's arguments, in the contract's types. */
export interface RestResolverInfo<Operation> {
  /** The path's parameters. */
  readonly params: Params<Operation>;
  /** The query's parameters. */
  readonly query: {
    get(name: keyof Query<Operation> & string): string | null;
    has(name: keyof Query<Operation> & string, value?: string): boolean;
  };
  readonly request: Omit<Request, 'json'> & {
    /** The body. */
    json(): Promise<Sent<Operation>>;
  };
  /** Makes a response with one of the operation's statuses: `response(200).json(…)`, `response(204).empty()`. */
  readonly response: <Status extends keyof Responses<Operation>>(
    status: Status,
  ) => Answer<Responses<Operation>[Status]>;
}

type Bodies<Operation> = Content<Responses<Operation>[keyof Responses<Operation>]> | null;

/** A response whose body is one of the operation's; nothing, to leave the request to the next handler. */
type Answered<Operation> = Resolved<Operation> | Promise<Resolved<Operation>>;
type Resolved<Operation> = HttpResponse<Bodies<Operation>> | undefined;

/** Makes a handler that answers one operation. The options are msw's. */
export type RestOverride<Path extends keyof paths, Name extends Method<Path>> = (
  resolver: (info: RestResolverInfo<paths[Path][Name]>) => Answered<paths[Path][Name]>,
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
