import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { AbortError } from '../errors/abort-error.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import { inTurn } from '../realtime/in-turn.ts';
import { assertBufferSize } from '../realtime/subscription.ts';
import { assertSignal } from '../transport/request-options.ts';
import { BEHIND_ALL, EventFollower, type LockerEventSource } from './event-follower.ts';
import type { Sequenced } from './sequencer.ts';

/** Options of a live stream of one locker's events. */
export interface LockerEventsOptions {
  /** The locker to follow. */
  lockerId: string;
  /**
   * Sequence of the last event that you have: the stream begins with the one behind it. `0` begins with the locker's first.
   * Leave it out to begin with what happens from now on.
   */
  after?: number | undefined;
  /** Ends the stream; the loop over it then throws `AbortError`. */
  signal?: AbortSignal | undefined;
  /**
   * Events kept in memory for a loop that is slower than the events come. What comes beyond that is let go and read again from
   * the server when the loop has caught up.
   * @defaultValue 1000
   */
  bufferSize?: number | undefined;
  /**
   * How often to ask for the locker's latest sequence while nothing comes, milliseconds: the only way to notice that the very
   * last push was lost. 0 never asks.
   * @defaultValue 30000
   */
  verifyIntervalMs?: number | undefined;
}

/** A live stream: loop over it with `for await`. Leaving the loop ends it. */
export interface LockerEventStream<Event> extends AsyncIterableIterator<Event> {
  // The further parameters of AsyncIterableIterator came with TypeScript 5.6; older compilers take this.
  next(): Promise<IteratorResult<Event, undefined>>;
  /**
   * Sequence of the last event that the loop is done with; `undefined` until the stream knows where it begins. Store it, and
   * pass it as `after` to go on from there, tomorrow or in another process.
   */
  readonly cursor: number | undefined;
  return(): Promise<IteratorReturnResult<undefined>>;
}

/** Values of options that are left out. */
export const LIVE_DEFAULTS = { bufferSize: 1000, verifyIntervalMs: 30_000 } as const;

const KEYS = ['lockerId', 'after', 'signal', 'bufferSize', 'verifyIntervalMs'];

/** Throws a `UsageError` for a missing, unknown or wrong option. */
function assertLockerEventsOptions(options: LockerEventsOptions): void {
  assertKnownKeys('lockerEvents option', options, KEYS);
  const { lockerId, after = 0, signal, bufferSize = 1, verifyIntervalMs = 0 } = options;
  if (typeof lockerId !== 'string' || !lockerId) throw new UsageError('lockerEvents: `lockerId` is missing.');
  if (!(Number.isSafeInteger(after) && after >= 0 && after < BEHIND_ALL))
    throw new UsageError(`\`after\` must be the sequence of an event, or 0; got ${shown(after)}.`);
  assertSignal(signal);
  assertBufferSize(bufferSize);
  // setTimeout's largest delay; a longer one would fire at once.
  if (!(typeof verifyIntervalMs === 'number' && verifyIntervalMs >= 0 && verifyIntervalMs < 2 ** 31))
    throw new UsageError(
      `\`verifyIntervalMs\` must be a non-negative number of milliseconds; got ${shown(verifyIntervalMs)}.`,
    );
}

/**
 * Follows one locker without a gap: every event once, in order, or a {@link SequenceGapError} that says which is missing.
 *
 * @param sourceOf - is called once, with the id of the locker.
 * @throws `UsageError` for a missing, unknown or wrong option.
 */
export function followLocker<Event extends Sequenced>(
  sourceOf: (lockerId: string) => LockerEventSource<Event>,
  options: LockerEventsOptions,
): LockerEventStream<Event> {
  assertLockerEventsOptions(options);
  const { lockerId, after, signal } = options;
  const { bufferSize = LIVE_DEFAULTS.bufferSize, verifyIntervalMs = LIVE_DEFAULTS.verifyIntervalMs } =
    options;
  const follower = new EventFollower<Event>(sourceOf(lockerId), {
    lockerId,
    after,
    bufferSize,
    verifyIntervalMs,
  });

  const end = (): void => {
    ended = true;
    signal?.removeEventListener('abort', end);
    follower.end();
  };
  let ended = false;
  if (signal?.aborted) end();
  else {
    signal?.addEventListener('abort', end);
    follower.start();
  }

  /** The event that the loop is working on, and the one before it. */
  let handedOut: number | undefined;
  let done: number | undefined;
  /** The loop has been left, or has heard of the abort. */
  let over = false;
  const stream: LockerEventStream<Event> = {
    get cursor() {
      return done ?? follower.begin ?? after;
    },
    next: inTurn(async () => {
      // Asking for the next event says that the loop is done with the one before.
      done = handedOut;
      let event: Event | undefined;
      try {
        event = await follower.next();
      } catch (error) {
        // A read that was cut off by the end of the stream is no failure.
        if (!ended) {
          end();
          throw error;
        }
      }
      if (event) {
        handedOut = event.sequence;
        return { value: event, done: false };
      }
      if (signal?.aborted && !over) {
        over = true;
        throw new AbortError('lockerEvents', signal.reason);
      }
      return { value: undefined, done: true };
    }),
    async return() {
      over = true;
      end();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
