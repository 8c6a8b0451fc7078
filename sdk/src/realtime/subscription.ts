import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { AbortError } from '../errors/abort-error.ts';
import { GraphQLRequestError } from '../errors/graphql-request-error.ts';
import { isNorthwindError, type NorthwindError } from '../errors/northwind-error.ts';
import { SubscriptionError, type RealtimeErrorEntry } from '../errors/subscription-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { shown } from '../errors/shown.ts';
import { assertSignal } from '../transport/request-options.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { report } from './connection-state.ts';
import { inTurn } from './in-turn.ts';
import type { Operation } from './protocol.ts';
import type { Push } from './sink.ts';

/** Options of a subscription. */
export interface SubscribeOptions {
  /** Ends the subscription; the loop over it then throws `AbortError`. */
  signal?: AbortSignal | undefined;
  /**
   * Events kept for a loop that is slower than the events come. When there are more, the loop ends with a
   * `SubscriptionError`: what was kept is delivered first, and nothing is dropped in silence.
   * @defaultValue 1000
   */
  bufferSize?: number | undefined;
  /**
   * Called when the subscription is live on the server, and again after each reconnection: events between the two were missed.
   */
  onStarted?: (() => void) | undefined;
}

/** A running subscription: loop over it with `for await`. Leaving the loop ends it. */
export interface Subscription<Data> extends AsyncIterableIterator<Data> {
  // The further parameters of AsyncIterableIterator came with TypeScript 5.6; older compilers take this.
  next(): Promise<IteratorResult<Data, undefined>>;
  /** Resolves when the subscription is live on the server; rejects if it never gets so far. */
  readonly started: Promise<void>;
  return(): Promise<IteratorReturnResult<undefined>>;
}

/** Value of `bufferSize` where it is left out. */
export const DEFAULT_BUFFER_SIZE = 1000;

const KEYS = ['signal', 'bufferSize', 'onStarted'];

/** Throws a `UsageError` for a size that would hold nothing, or everything. */
export function assertBufferSize(bufferSize: number): void {
  if (!(Number.isSafeInteger(bufferSize) && bufferSize > 0))
    throw new UsageError(`\`bufferSize\` must be a positive integer; got ${shown(bufferSize)}.`);
}

/** What JSON cannot hold (a `bigint`, a circle) would otherwise fail after the connection has been opened for it. */
function assertSendable(name: string, operation: Operation): void {
  try {
    JSON.stringify(operation);
  } catch (error) {
    throw new UsageError(`The variables of ${name} cannot be sent: ${(error as Error).message}`);
  }
}

/** What this package itself says (no WebSocket here, the user has signed out) is thrown as it is. */
export const subscriptionFailure = (
  name: string,
  reason: string,
  errors: readonly RealtimeErrorEntry[],
  cause?: unknown,
): NorthwindError => (isNorthwindError(cause) ? cause : new SubscriptionError(name, reason, errors, cause));

type Ending = { readonly error: unknown } | 'done';

/**
 * Starts a subscription at once and makes it iterable by one reader.
 *
 * @throws `UsageError` for an unknown or wrong option, and for variables that cannot be sent.
 */
export function iterateSubscription<Data>(
  pool: ConnectionPool,
  name: string,
  operation: Operation,
  options: SubscribeOptions = {},
): Subscription<Data> {
  assertKnownKeys('subscribe option', options, KEYS);
  const { signal, bufferSize = DEFAULT_BUFFER_SIZE, onStarted } = options;
  assertSignal(signal);
  assertBufferSize(bufferSize);
  if (onStarted !== undefined && typeof onStarted !== 'function')
    throw new UsageError(`\`onStarted\` must be a function; got ${shown(onStarted)}.`);
  assertSendable(name, operation);
  const buffer: Data[] = [];
  let ending: Ending | undefined;
  let wake = (): void => {};
  let resolveStarted = (): void => {};
  let rejectStarted = (_error: unknown): void => {};
  const started = new Promise<void>((resolve, reject) => {
    resolveStarted = resolve;
    rejectStarted = reject;
  });
  // Whoever loops learns of the failure there; `started` is for those who want to know earlier.
  started.catch(() => {});

  const onAbort = (): void => end({ error: new AbortError(name, signal?.reason) });
  let stop = (): void => {};

  function end(how: Ending): void {
    if (ending) return;
    ending = how;
    signal?.removeEventListener('abort', onAbort);
    stop();
    rejectStarted(how === 'done' ? new SubscriptionError(name, 'the subscription was ended', []) : how.error);
    wake();
  }

  function receive({ data, errors }: Push): void {
    if (errors?.length) return end({ error: new GraphQLRequestError(name, errors, data ?? null, {}) });
    if (buffer.length >= bufferSize) {
      return end({
        error: new SubscriptionError(name, `the loop fell more than ${bufferSize} events behind`, []),
      });
    }
    buffer.push(data as Data);
    wake();
  }

  if (signal?.aborted) end({ error: new AbortError(name, signal.reason) });
  else {
    signal?.addEventListener('abort', onAbort);
    stop = pool.subscribe(
      { name, ...operation },
      {
        started: () => {
          resolveStarted();
          if (onStarted) report(onStarted);
        },
        next: receive,
        failed: (...failure) => end({ error: subscriptionFailure(name, ...failure) }),
        completed: () => end('done'),
      },
    );
  }

  const iterator: Subscription<Data> = {
    started,
    next: inTurn(async () => {
      while (buffer.length === 0 && !ending) await new Promise<void>((resolve) => (wake = resolve));
      if (buffer.length > 0) return { value: buffer.shift() as Data, done: false };
      const how = ending;
      // A failure is thrown once; after it the loop is simply over.
      ending = 'done';
      if (how && how !== 'done') throw how.error;
      return { value: undefined, done: true };
    }),
    async return() {
      buffer.length = 0;
      end('done');
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
