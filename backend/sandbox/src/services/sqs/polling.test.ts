import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startSqs, type Sqs } from './start.ts';

const queue = { description: 'x', fifo: false, messageRetention: 3600, maxReceiveCount: 9 } as const;

let sqs: Sqs<'short' | 'long'>;
let client: SQSClient;
beforeAll(async () => {
  sqs = await startSqs({
    port: 0,
    queues: { short: { ...queue, visibilityTimeout: 600 }, long: { ...queue, visibilityTimeout: 600 } },
  });
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  client = new SQSClient({ endpoint: sqs.url, region: 'us-east-1', credentials });
});
afterAll(async () => {
  client.destroy();
  await sqs.close();
});

const send = (name: 'short' | 'long', body: string) =>
  client.send(new SendMessageCommand({ QueueUrl: sqs.queues[name].url, MessageBody: body }));

async function receive(name: 'short' | 'long', most: number, wait: number): Promise<(string | undefined)[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: sqs.queues[name].url,
      MaxNumberOfMessages: most,
      WaitTimeSeconds: wait,
    }),
  );
  return Messages.map(({ Body }) => Body);
}

describe('receiving', () => {
  it('by short polling answers with what is there, each message to one receiver', async () => {
    for (const body of ['1', '2', '3']) await send('short', body);
    const received = (await Promise.all([receive('short', 2, 0), receive('short', 2, 0)])).flat();
    // Short polling may miss a message that is there, here as on AWS; the next one finds it.
    while (received.length < 3) received.push(...(await receive('short', 2, 0)));
    expect(received.toSorted()).toEqual(['1', '2', '3']);
    expect(await receive('short', 10, 0)).toEqual([]);
  });

  // Both would take the whole 20 seconds, far longer than a test may, if the first message did not end the wait.
  it('by long polling answers with the first message that is there', async () => {
    await send('long', 'earlier');
    expect(await receive('long', 10, 20)).toEqual(['earlier']);
  });

  it('by long polling answers with the first message that comes', async () => {
    const receiving = receive('long', 10, 20);
    await send('long', 'later');
    expect(await receiving).toEqual(['later']);
  });
});
