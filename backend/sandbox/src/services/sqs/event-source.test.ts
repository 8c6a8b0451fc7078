import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startQueueEventSource } from './event-source.ts';

const queue = {
  name: 'work',
  url: 'http://127.0.0.1/work',
  arn: 'arn:work',
  deadLetterQueue: { name: '', url: '', arn: '' },
};

/** A queue of numbered messages in the place of the server, and how many batches were worked off at a time. */
const queueOf = (count: number) => {
  const waiting = Array.from({ length: count }, (_, index) => String(index));
  const deleted: string[] = [];
  let listener: (queueUrl: string | undefined) => void = () => undefined;
  let looks = 0;
  let missed = 0;
  return {
    deleted,
    /** As many messages are there that a look does not find. */
    miss: (messages: number) => void (missed = messages),
    looks: () => looks,
    tell: (queueUrl: string | undefined) => listener(queueUrl),
    sqs: {
      region: 'us-east-1',
      onSend: (added: typeof listener) => {
        listener = added;
        return () => undefined;
      },
      hasMessages: () => missed > 0,
      requests: {
        receive: (_url: string, maximum: number) => {
          looks += 1;
          const batch = waiting.splice(0, maximum);
          return Promise.resolve(
            batch.map((id) => ({ MessageId: id, ReceiptHandle: id, Body: id, MD5OfBody: '' })),
          );
        },
        delete: (_url: string, ids: readonly string[]) => Promise.resolve(void deleted.push(...ids)),
        send: () => Promise.resolve(),
      },
    },
  };
};

describe('an event source on a queue', () => {
  afterEach(() => void vi.useRealTimers());

  it.each([
    [1, 1],
    [3, 3],
  ])(
    'with a concurrency of %i works off %i batches at a time, and each message once',
    async (concurrency, most) => {
      const { sqs, deleted } = queueOf(30);
      let now = 0;
      let highest = 0;
      const source = startQueueEventSource({
        sqs,
        queue,
        batchSize: 3,
        concurrency,
        partialBatchResponse: true,
        invoke: async () => {
          now += 1;
          highest = Math.max(highest, now);
          await nextTurn();
          now -= 1;
          return { batchItemFailures: [] };
        },
      });
      await expect.poll(() => deleted).toHaveLength(30);
      await source.close();
      expect(highest).toBe(most);
      expect(new Set(deleted).size).toBe(30);
    },
  );

  it('ends with the batches at hand, not before them', async () => {
    const { sqs, deleted } = queueOf(2);
    let begun = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const source = startQueueEventSource({
      sqs,
      queue,
      batchSize: 1,
      concurrency: 2,
      partialBatchResponse: true,
      invoke: async () => {
        begun += 1;
        await held;
      },
    });
    await expect.poll(() => begun).toBe(2);
    const closed = source.close();
    expect(deleted).toEqual([]);
    release();
    await closed;
    expect(deleted).toHaveLength(2);
  });

  it('looks again when something was sent to its queue or to an unknown one, not to another', async () => {
    vi.useFakeTimers();
    const { sqs, looks, tell } = queueOf(0);
    const source = startQueueEventSource({
      sqs,
      queue,
      batchSize: 1,
      partialBatchResponse: true,
      invoke: () => Promise.resolve(),
    });
    const looksAfter = async (milliseconds: number) => {
      await vi.advanceTimersByTimeAsync(milliseconds);
      return looks();
    };
    expect(await looksAfter(0)).toBe(1);
    tell('http://127.0.0.1/another');
    expect(await looksAfter(0)).toBe(1);
    tell(queue.url);
    expect(await looksAfter(0)).toBe(2);
    tell(undefined);
    expect(await looksAfter(0)).toBe(3);
    // And by itself, for what becomes visible again.
    expect(await looksAfter(249)).toBe(3);
    expect(await looksAfter(1)).toBe(4);
    await source.close();
  });

  it('is not idle while a message is there that its last look missed', async () => {
    vi.useFakeTimers();
    const { sqs, looks, miss } = queueOf(0);
    const invoke = () => Promise.resolve();
    const source = startQueueEventSource({ sqs, queue, batchSize: 1, partialBatchResponse: true, invoke });
    await vi.advanceTimersByTimeAsync(0);
    expect([looks(), source.idle]).toEqual([1, true]);
    miss(1);
    expect(source.idle).toBe(false);
    miss(0);
    expect(source.idle).toBe(true);
    await source.close();
  });
});
