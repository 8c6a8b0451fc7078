import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthenticationError } from '../generated/status-errors.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { isAbortError } from '../errors/abort-error.ts';
import { GraphQLRequestError } from '../errors/graphql-request-error.ts';
import { isSequenceGapError } from '../errors/sequence-gap-error.ts';
import type { EventPage, LockerEventSource } from './event-follower.ts';
import { followLocker, type LockerEventsOptions } from './locker-events.ts';

interface Event {
  readonly sequence: number;
}
type Sink = Parameters<LockerEventSource<Event>['subscribe']>[0];

/** A locker on the server: keeps its events, pushes what it is told to push, and answers the query. */
function createLocker(count = 0) {
  const events: Event[] = [];
  const reads: number[] = [];
  /** Answers reads instead of the locker; what it leaves undefined the locker answers. */
  let onRead = (): EventPage<Event> | undefined => undefined;
  let sink: Sink | undefined;
  const locker = {
    reads,
    answerReads: (answer: typeof onRead) => void (onRead = answer),
    subscribed: () => sink !== undefined,
    write: (push = true): Event => {
      const event = { sequence: events.length + 1 };
      events.push(event);
      if (push) sink?.onEvent(event);
      return event;
    },
    push: (sequence: number) => sink?.onEvent({ sequence }),
    start: () => sink?.onStarted(),
    damage: () => sink?.onDamaged(),
    refuse: (error: unknown) => sink?.onFailed(error),
    source: {
      subscribe: (given) => {
        sink = given;
        return () => (sink = undefined);
      },
      read: async (after, limit) => {
        reads.push(after);
        return onRead() ?? { items: events.slice(after, after + limit), latestSequence: events.length };
      },
    } satisfies LockerEventSource<Event>,
  };
  for (let index = 0; index < count; index++) locker.write();
  return locker;
}

const graphqlError = (errorType: string): Error =>
  new GraphQLRequestError('listLockerEvents', [{ message: 'no', errorType }], null, {});
/** As AppSync answers a token over HTTP. */
const unauthorized = (message: string): Error => {
  const body = JSON.stringify({ errors: [{ errorType: 'UnauthorizedException', message }] });
  return new AuthenticationError('listLockerEvents', { status: 401, body });
};

const options = (rest: Partial<LockerEventsOptions> = {}): LockerEventsOptions => ({
  lockerId: 'lkr_1',
  ...rest,
});

async function take(stream: AsyncIterator<Event>, count: number): Promise<number[]> {
  const sequences: number[] = [];
  for (let index = 0; index < count; index++) {
    const { value, done } = await stream.next();
    if (done) break;
    sequences.push((value as Event).sequence);
  }
  return sequences;
}

describe('a live stream of a locker', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads nothing before the subscription is live, then all that is behind the cursor', async () => {
    const locker = createLocker(3);
    const stream = followLocker(() => locker.source, options({ after: 1 }));
    const events = take(stream, 2);
    await vi.advanceTimersByTimeAsync(100);
    expect(locker.reads).toEqual([]);
    locker.start();
    expect(await events).toEqual([2, 3]);
  });

  it('delivers pushes that follow each other without asking the query', async () => {
    const locker = createLocker(0);
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    const events = take(stream, 3);
    locker.start();
    await vi.advanceTimersByTimeAsync(0);
    const asked = locker.reads.length;
    locker.write();
    locker.write();
    locker.write();
    expect(await events).toEqual([1, 2, 3]);
    expect(locker.reads).toHaveLength(asked);
  });

  it('begins without a cursor with what happens from now on', async () => {
    const locker = createLocker(7);
    const stream = followLocker(() => locker.source, options());
    const events = take(stream, 1);
    locker.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(stream.cursor).toBe(7);
    locker.write();
    expect(await events).toEqual([8]);
  });

  it('keeps a push that comes before it knows where to begin', async () => {
    const locker = createLocker(7);
    const stream = followLocker(() => locker.source, options());
    const events = take(stream, 2);
    locker.start();
    locker.write();
    locker.write();
    expect(await events).toEqual([8, 9]);
  });

  it('waits a moment for a push that was overtaken, and asks the query for one that was lost', async () => {
    const locker = createLocker(0);
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    const events = take(stream, 4);
    await vi.advanceTimersByTimeAsync(0);
    locker.reads.length = 0;
    locker.write(false);
    locker.write(false);
    locker.push(2);
    locker.push(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(locker.reads).toEqual([]);
    locker.write(false);
    locker.write();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await events).toEqual([1, 2, 3, 4]);
    expect(locker.reads).toEqual([2]);
  });

  it('catches up after each reconnection', async () => {
    const locker = createLocker(0);
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    const events = take(stream, 3);
    locker.start();
    await vi.advanceTimersByTimeAsync(0);
    locker.write();
    locker.write(false);
    locker.write(false);
    locker.start();
    expect(await events).toEqual([1, 2, 3]);
  });

  it('notices the loss of the very last push by asking from time to time', async () => {
    const locker = createLocker(0);
    const stream = followLocker(() => locker.source, options({ after: 0, verifyIntervalMs: 5000 }));
    locker.start();
    const events = take(stream, 1);
    await vi.advanceTimersByTimeAsync(0);
    locker.write(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await events).toEqual([1]);
  });

  it('reads a push that was damaged', async () => {
    const locker = createLocker(0);
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    const events = take(stream, 1);
    await vi.advanceTimersByTimeAsync(0);
    locker.write(false);
    locker.damage();
    expect(await events).toEqual([1]);
  });

  it('lets go of pushes beyond the buffer and reads them again when the loop has caught up', async () => {
    const locker = createLocker(0);
    const stream = followLocker(() => locker.source, options({ after: 0, bufferSize: 10 }));
    locker.start();
    expect(
      await Promise.race([
        take(stream, 1),
        vi.advanceTimersByTimeAsync(0).then(() => (locker.write(), 'later')),
      ]),
    ).toBe('later');
    for (let index = 0; index < 99; index++) locker.write();
    expect(await take(stream, 99)).toEqual(Array.from({ length: 99 }, (_, index) => index + 2));
    expect(locker.reads.length).toBeGreaterThan(5);
  });

  it('goes on after the query could not be reached', async () => {
    const locker = createLocker(1);
    let failures = 3;
    locker.answerReads(() => {
      if (failures-- > 0)
        throw new ConnectionError('listLockerEvents', 'http://locker.example', new Error('offline'));
      return undefined;
    });
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    const events = take(stream, 1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await events).toEqual([1]);
  });

  it('throws what says that the stream may not go on, after delivering what came before it', async () => {
    const locker = createLocker(0);
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    const first = take(stream, 1);
    await vi.advanceTimersByTimeAsync(0);
    locker.write();
    locker.write();
    locker.refuse(new Error('forbidden'));
    expect(await first).toEqual([1]);
    expect(await take(stream, 1)).toEqual([2]);
    await expect(stream.next()).rejects.toThrow('forbidden');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(locker.subscribed()).toBe(false);
  });

  it('names the sequence that cannot be obtained, and the read that lacked it', async () => {
    const locker = createLocker(0);
    locker.answerReads(() => ({
      items: [{ sequence: 1 }, { sequence: 3 }],
      latestSequence: 3,
      requestId: `read-${locker.reads.length}`,
    }));
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    expect(await take(stream, 1)).toEqual([1]);
    const outcome = stream.next().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(60_000);
    const error = await outcome;
    expect(isSequenceGapError(error) && [error.lockerId, error.sequence]).toEqual(['lkr_1', 2]);
    expect(isSequenceGapError(error) && error.requestId).toBe(`read-${locker.reads.length}`);
  });

  it.each([
    ['from the beginning', 0],
    ['after events were delivered', 2],
  ])('says that a cursor is not of this server, instead of waiting for it (%s)', async (_when, delivered) => {
    const locker = createLocker(delivered);
    const stream = followLocker(() => locker.source, options({ after: delivered === 0 ? 41 : 0 }));
    locker.start();
    expect(await take(stream, delivered)).toHaveLength(delivered);
    // The table was restored, or is another one.
    locker.answerReads(() => ({ items: [], latestSequence: 1 }));
    locker.start();
    const outcome = stream.next().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(60_000);
    const error = await outcome;
    expect(isSequenceGapError(error) && error.latestSequence).toBe(1);
    expect(isSequenceGapError(error) && error.advice).toContain('Check that the cursor');
    expect(String(error)).toContain(
      `the cursor ${delivered === 0 ? 41 : 2} is ahead of lkr_1, which is at 1: it belongs to another environment`,
    );
  });

  it('says from where on the history is another one than it delivered, instead of passing over events', async () => {
    const recordedIn = (region: string, sequences: readonly number[]) =>
      sequences.map((sequence) => ({ sequence, recordedAt: `${region} ${sequence}` }));
    const history = recordedIn('lost', [1, 2, 3]);
    const locker = createLocker(0);
    const readFrom = (events: typeof history) =>
      locker.answerReads(() => ({
        items: events.filter(({ sequence }) => sequence > (locker.reads.at(-1) ?? 0)),
        latestSequence: events.length,
      }));
    readFrom(history);
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    expect(await take(stream, 3)).toEqual([1, 2, 3]);
    // The other Region knows the first alone, and has given the numbers of the others to events of its own.
    readFrom([...history.slice(0, 1), ...recordedIn('other', [2, 3, 4])]);
    locker.start();
    const error: unknown = await stream.next().catch((failure: unknown) => failure);
    expect(isSequenceGapError(error) && [error.sequence, error.latestSequence]).toEqual([4, 1]);
    expect(isSequenceGapError(error) && error.advice).toContain('read on with `after: error.latestSequence`');
  });

  it('waits for a query that lags behind the pushes', async () => {
    const locker = createLocker(0);
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    expect(
      await Promise.race([take(stream, 1), vi.advanceTimersByTimeAsync(0).then(() => (locker.write(), 0))]),
    ).toBe(0);
    let lagging = 3;
    locker.answerReads(() => (lagging-- > 0 ? { items: [], latestSequence: 0 } : undefined));
    locker.start();
    const next = take(stream, 1);
    await vi.advanceTimersByTimeAsync(5000);
    locker.write();
    expect(await next).toEqual([2]);
  });

  it.each([
    ['an expired token, as often as it comes', () => unauthorized('Token has expired.'), true],
    ['an internal error of a field', () => graphqlError('InternalFailure'), true],
    ['a limit', () => graphqlError('LimitExceededError'), true],
    ['a token that is refused for what it is', () => unauthorized('You are not authorized.'), false],
    ['a field that the user may not have', () => graphqlError('Unauthorized'), false],
  ])('has one rule for queries and subscriptions: %s', async (_name, failure, goesOn) => {
    const locker = createLocker(1);
    let failures = 8;
    locker.answerReads(() => {
      if (failures-- > 0) throw failure();
      return undefined;
    });
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    const outcome = take(stream, 1).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(300_000);
    if (goesOn) expect(await outcome).toEqual([1]);
    else expect(await outcome).toBeInstanceOf(Error);
  });

  it('moves the cursor when the loop is done with an event, not when it gets it', async () => {
    const locker = createLocker(2);
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    await stream.next();
    expect(stream.cursor).toBe(0);
    await stream.next();
    expect(stream.cursor).toBe(1);
  });

  it('ends with AbortError when it is aborted while it waits, and leaves nothing behind', async () => {
    const locker = createLocker(0);
    const controller = new AbortController();
    const stream = followLocker(() => locker.source, options({ after: 0, signal: controller.signal }));
    locker.start();
    const waiting = stream.next().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    expect(isAbortError(await waiting)).toBe(true);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(locker.subscribed()).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    [{ lockerId: '' }, /lockerId/],
    [{ lockerid: 'lkr_1' }, /Did you mean `lockerId`/],
    [{ after: -1 }, /after/],
    [{ after: 1.5 }, /after/],
    [{ after: 2 ** 31 }, /after/],
    [{ bufferSize: 0 }, /bufferSize/],
    [{ bufferSize: -5 }, /bufferSize/],
    [{ verifyIntervalMs: -1 }, /verifyIntervalMs/],
    [{ verifyIntervalMs: Number.POSITIVE_INFINITY }, /verifyIntervalMs/],
  ])('refuses %o', (wrong, message) => {
    expect(() => followLocker(() => createLocker().source, options(wrong as never))).toThrow(message);
  });

  it('gives each call of next its own event, and ends them all', async () => {
    const locker = createLocker();
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    const first = [stream.next(), stream.next()];
    locker.start();
    await vi.advanceTimersByTimeAsync(0);
    locker.write();
    locker.write();
    expect((await Promise.all(first)).map(({ value }) => value?.sequence)).toEqual([1, 2]);
    const waiting = [stream.next(), stream.next()];
    await stream.return();
    expect((await Promise.all(waiting)).map(({ done }) => done)).toEqual([true, true]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('begun with an aborted signal subscribes to nothing', async () => {
    const locker = createLocker();
    const stream = followLocker(() => locker.source, options({ signal: AbortSignal.abort() }));
    expect(isAbortError(await stream.next().catch((error: unknown) => error))).toBe(true);
    expect(locker.subscribed()).toBe(false);
  });

  it('ends quietly when the loop is left', async () => {
    const locker = createLocker(5);
    locker.start();
    const stream = followLocker(() => locker.source, options({ after: 0 }));
    locker.start();
    for await (const { sequence } of stream) if (sequence === 2) break;
    expect(locker.subscribed()).toBe(false);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});
