import { lazy } from '../errors/lazy.ts';
import type { ReceivedResponse } from '../transport/exchange.ts';
import { traced } from '../support/caller-stack.ts';
import { rateLimitOf, type RateLimit } from '../support/rate-limit.ts';

/** A parsed body beside its HTTP response. */
export interface ApiResponse<T> {
  readonly data: T;
  /** The response; its body has been read. */
  readonly response: Response;
  /** Identifier of the request at Northwind; quote it to support. */
  readonly requestId: string | undefined;
  /** What is left of the rate limit; `undefined` where the server does not say. */
  readonly rateLimit: RateLimit | undefined;
}

/** An {@link ApiResponse} and the text it was parsed from. */
export interface ParsedResponse<T> extends ReceivedResponse {
  readonly data: T;
}

// As in the standard library's own Promise: with `unknown` here, `.catch((error: Error) => …)` would not compile.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Reason = any;

const loadAsResponse = /* @__PURE__ */ lazy(() => import('./as-response.lazy.ts'));

const dataOf = <T>({ data }: ParsedResponse<T>): T => data;

/**
 * What a method returns: a promise of the data, with two more ways to take it. A call is under way from the start, a list from
 * when it is first awaited or iterated; none of these sends it again.
 *
 * @example
 * ```ts
 * import { Northwind } from '@northwind/sdk';
 *
 * const northwind = Northwind.fromEnv();
 * const call = northwind.invoices.get('inv_01KAJ8Q0000000000000000001');
 * const invoice = await call;
 * const { response, requestId } = await call.withResponse();
 * console.log(invoice.total, response.headers.get('etag'), requestId);
 * ```
 */
export class ApiPromise<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'ApiPromise';
  readonly #start: () => Promise<ParsedResponse<T>>;
  #started: Promise<ParsedResponse<T>> | undefined;

  /** @internal */
  constructor(start: () => Promise<ParsedResponse<T>>) {
    this.#start = traced(start);
  }

  /** @internal */
  received(): Promise<ParsedResponse<T>> {
    return (this.#started ??= this.#start());
  }

  /** Resolves to the data with the response and the request id. */
  async withResponse(): Promise<ApiResponse<T>> {
    const { data, response, requestId } = await this.received();
    return { data, response, requestId, rateLimit: rateLimitOf(response.headers) };
  }

  /** Resolves to a `Response` whose body can be read. An error status rejects, as everywhere. */
  async asResponse(): Promise<Response> {
    const received = await this.received();
    return (await loadAsResponse()).asResponse(received);
  }

  then<Fulfilled = T, Rejected = never>(
    onFulfilled?: ((data: T) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: Reason) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    // Two steps, not one: V8 finds who awaits only where it is the language's own function that it meets here.
    return this.received().then(dataOf).then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((reason: Reason) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<T | Rejected> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.then().finally(onFinally);
  }
}

/** Sends a call at once, even if nobody awaits it; its failure is then an unhandled rejection, as with any promise. */
export function startCall<T>(start: () => Promise<ParsedResponse<T>>): ApiPromise<T> {
  const promise = new ApiPromise(start);
  void promise.received();
  return promise;
}
