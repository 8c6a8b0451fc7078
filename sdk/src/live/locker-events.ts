import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { AbortError } from '../errors/abort-error.ts';
import { SequenceGapError } from '../errors/sequence-gap-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { inTurn } from '../realtime/in-turn.ts';
import { assertBufferSize } from '../realtime/subscription.ts';
import { isRecoverable } from './recoverable.ts';
import { createSequencer, type Sequenced } from './sequencer.ts';

/** Options of a live stream of one locker's events. */
export interface LockerEventsOptions {
  /** The locker to follow. */
  lockerId: string;
  /**
   * Sequence of the last event that you have: the stream begins with the one behind it. `0` begins with the locker's first.
   * Leave it out to begin with what happens from now on.
   */
  after?: number;
  /** Ends the stream; the loop over it then throws `AbortError`. */
  signal?: AbortSignal;
  /**
   * Events kept in memory for a loop that is slower than the events come. What comes beyond that is let go and read again from
   * the server when the loop has caught up.
   * @defaultValue 1000
   */
  bufferSize?: number;
  /**
   * How often to ask for the locker's latest sequence while nothing comes, milliseconds: the only way to notice that the very
   * last push was lost. 0 never asks.
   * @defaultValue 30000
   */
  verifyEvery?: number;
}

/** A live stream: loop over it with `for await`. Leaving the loop ends it. */
export interface LockerEventStream<Event> extends AsyncIterableIterator<Event, undefined, undefined> {
  /**
   * Sequence of the last event that the loop is done with; `undefined` until the stream knows where it begins. Store it, and
   * pass it as `after` to go on from there, tomorrow or in another process.
   */
  readonly cursor: number | undefined;
  return(): Promise<IteratorReturnResult<undefined>>;
}

/** Where a live stream's events come from. */
export interface LockerEventSource<Event> {
  /** Follows the pushes. `onStarted` is called whenever the subscription is live (again). Returns a function that ends it. */
  subscribe(sink: {
    onStarted(): void;
    onEvent(event: Event): void;
    /** A push that was damaged on the way: the event exists, but must be read. */
    onDamaged(): void;
    onFailed(error: unknown): void;
  }): () => void;
  /** Reads events behind `after`, oldest first; `latestSequence` is the locker's at that moment. */
  read(
    after: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<{ items: readonly Event[]; latestSequence: number }>;
}

/** Values of options that are left out. */
export const LIVE_DEFAULTS = { bufferSize: 1000, verifyEvery: 30_000 } as const;

/** Events read at a time: the most that the contract allows. */
const READ_LIMIT = 500;
/** Pushes may overtake each other: how long a gap may close by itself before the query is asked. Milliseconds. */
const GAP_GRACE_MS = 150;
/** How often a sequence that the locker is known to have reached may be missing from the query before that is an error. */
const READ_ATTEMPTS = 5;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 15_000;
/** Behind every sequence there can be: AppSync's `Int` has 32 bits. */
const BEHIND_ALL = 2 ** 31 - 1;

const KEYS = ['lockerId', 'after', 'signal', 'bufferSize', 'verifyEvery'];

function assertOptions(options: LockerEventsOptions): void {
  assertKnownKeys('lockerEvents option', options, KEYS);
  const { lockerId, after = 0, bufferSize = 1, verifyEvery = 0 } = options;
  if (typeof lockerId !== 'string' || !lockerId) throw new UsageError('lockerEvents: `lockerId` is missing.');
  if (!(Number.isSafeInteger(after) && after >= 0 && after < BEHIND_ALL))
    throw new UsageError(`\`after\` must be the sequence of an event, or 0, not ${String(after)}.`);
  assertBufferSize(bufferSize);
  // setTimeout's largest delay; a longer one would fire at once.
  if (!(verifyEvery >= 0 && verifyEvery < 2 ** 31))
    throw new UsageError(`\`verifyEvery\` must be milliseconds from 0, not ${String(verifyEvery)}.`);
}

/**
 * Follows one locker without a gap: every event once, in order, or a {@link SequenceGapError} that says which is missing.
 *
 * Pushes are quick but may be lost: while a socket is down, while a phone sleeps, or for reasons that nobody reports. The query is
 * complete but must be asked. So pushes are delivered as long as their sequences follow each other, and the query is asked
 * whenever they do not: at the beginning, after each reconnection, at a gap, when the buffer was full, and from time to time
 * when nothing comes. It is asked only after the subscription is live, so that no event can fall between the two.
 *
 * @throws `UsageError` for a missing, unknown or wrong option.
 */
export function followLocker<Event extends Sequenced>(
  source: LockerEventSource<Event>,
  options: LockerEventsOptions,
): LockerEventStream<Event> {
  assertOptions(options);
  const { lockerId, after, signal } = options;
  const { bufferSize = LIVE_DEFAULTS.bufferSize, verifyEvery = LIVE_DEFAULTS.verifyEvery } = options;
  const ended = new AbortController();
  let sequencer = after === undefined ? undefined : createSequencer<Event>(after);
  /** Pushes that came before the stream knew where to begin. */
  let early: Event[] = [];
  let ready: Event[] = [];
  let cursor = after;
  let mustRead = false;
  /** Reads in a row that did not hold the event that the locker must have. */
  let emptyReads = 0;
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};
  let stop = (): void => {};

  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  const requestRead = (): void => {
    mustRead = true;
    wake();
  };

  function take(event: Event): void {
    if (!sequencer) {
      if (early.length < bufferSize) early.push(event);
      return;
    }
    if (ready.length + sequencer.held >= bufferSize) {
      sequencer.forget();
      return requestRead();
    }
    ready.push(...sequencer.offer(event));
    wake();
  }

  /** Reads what is behind the last event in order, until the locker's latest sequence is reached or the buffer is full. */
  async function catchUp(): Promise<void> {
    mustRead = false;
    for (let attempt = 0; ready.length < bufferSize;) {
      const from = sequencer ? sequencer.expected - 1 : BEHIND_ALL;
      let page: { items: readonly Event[]; latestSequence: number };
      try {
        page = await source.read(from, sequencer ? Math.min(READ_LIMIT, bufferSize) : 1, ended.signal);
      } catch (error) {
        if (ended.signal.aborted || !isRecoverable(error, attempt)) throw error;
        await sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt++));
        continue;
      }
      if (!sequencer) return begin(page.latestSequence);
      for (const item of page.items) ready.push(...sequencer.offer(item));
      const { expected } = sequencer;
      if (expected > page.latestSequence) return;
      if (expected - 1 > from) {
        emptyReads = 0;
        continue;
      }
      // What is in order goes to the loop before the gap is looked into.
      if (ready.length > 0) break;
      if (++emptyReads >= READ_ATTEMPTS) throw new SequenceGapError(lockerId, expected, page.latestSequence);
      await sleep(FIRST_RETRY_MS * emptyReads);
    }
    // The rest is read when the loop has taken what is ready.
    mustRead = true;
  }

  /** The stream begins with what happens from now on: behind the locker's latest event, or with an earlier one if it was pushed. */
  function begin(latestSequence: number): void {
    const first = early.reduce((least, { sequence }) => Math.min(least, sequence - 1), latestSequence);
    cursor = first;
    sequencer = createSequencer<Event>(first);
    const pushes = early;
    early = [];
    // A full buffer may have let pushes go: read again behind those that it kept.
    mustRead = pushes.length >= bufferSize;
    pushes.forEach(take);
  }

  /** Resolves after a time, or when the stream ends. */
  function sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const release = (): void => {
        clearTimeout(timer);
        ended.signal.removeEventListener('abort', release);
        resolve();
      };
      const timer = setTimeout(release, milliseconds);
      ended.signal.addEventListener('abort', release);
    });
  }

  /** Resolves to true when something has happened, or to false after a time without; 0 waits for ever. */
  function somethingHappens(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = milliseconds > 0 ? setTimeout(() => resolve(false), milliseconds) : undefined;
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  async function nextEvent(): Promise<Event | undefined> {
    while (!ended.signal.aborted) {
      const event = ready.shift();
      if (event) return event;
      if (failure) throw failure.error;
      if (mustRead) {
        await catchUp();
        continue;
      }
      const happened = await somethingHappens(sequencer?.hasGap ? GAP_GRACE_MS : verifyEvery);
      // A gap that did not close by itself, or a silence that may hide the loss of the last push.
      if (!happened) mustRead = true;
    }
    return undefined;
  }

  function end(): void {
    ended.abort();
    signal?.removeEventListener('abort', end);
    stop();
    ready = [];
    wake();
  }

  if (signal?.aborted) end();
  else {
    signal?.addEventListener('abort', end);
    stop = source.subscribe({
      onStarted: requestRead,
      onEvent: take,
      onDamaged: requestRead,
      onFailed: fail,
    });
  }

  let handedOut: number | undefined;
  /** The loop has been left, or has heard of the abort. */
  let over = false;
  const stream: LockerEventStream<Event> = {
    get cursor() {
      return cursor;
    },
    next: inTurn(async () => {
      // Asking for the next event says that the loop is done with the one before.
      if (handedOut !== undefined) cursor = handedOut;
      let event: Event | undefined;
      try {
        event = await nextEvent();
      } catch (error) {
        // A read that was cut off by the end of the stream is no failure.
        if (!ended.signal.aborted) {
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
