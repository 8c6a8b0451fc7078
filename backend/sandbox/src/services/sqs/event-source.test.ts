import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
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
  return {
    deleted,
    looks: () => looks,
    tell: (queueUrl: string | undefined) => listener(queueUrl),
    sqs: {
      region: 'us-east-1',
      onSend: (added: typeof listener) => {
        listener = added;
        return () => undefined;
      },
      requests: {
        receive: (_url: string, maximum: number) => {
          looks += 1;
          const batch = waiting.splice(0, maximum);
          return Promise.resolve(
            batch.map((id) => ({ MessageId: id, ReceiptHandle: id, Body: id, MD5OfBody: '' })),
          );
        },
        delete: (_url: string, id: string) => Promise.resolve(void deleted.push(id)),
        send: () => Promise.resolve(),
      },
    },
  };
};

describe('an event source on a queue', () => {
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
          await sleep(5);
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
    const source = startQueueEventSource({
      sqs,
      queue,
      batchSize: 1,
      concurrency: 2,
      partialBatchResponse: true,
      invoke: async () => {
        begun += 1;
        await sleep(20);
      },
    });
    await expect.poll(() => begun).toBe(2);
    await source.close();
    expect(deleted).toHaveLength(2);
  });

  it('looks again when something was sent to its queue or to an unknown one, not to another', async () => {
    const { sqs, looks, tell } = queueOf(0);
    const source = startQueueEventSource({
      sqs,
      queue,
      batchSize: 1,
      partialBatchResponse: true,
      invoke: () => Promise.resolve(),
    });
    await expect.poll(looks).toBe(1);
    tell('http://127.0.0.1/another');
    await sleep(20);
    expect(looks()).toBe(1);
    tell(queue.url);
    await expect.poll(looks, { interval: 1, timeout: 200 }).toBe(2);
    tell(undefined);
    await expect.poll(looks, { interval: 1, timeout: 200 }).toBe(3);
    await source.close();
  });
});
