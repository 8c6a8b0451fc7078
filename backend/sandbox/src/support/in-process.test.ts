import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { answerInProcess, type ServiceRequest } from './in-process.ts';

// Port 1 is nobody's: what is answered there was not asked over a socket.
const origin = 'http://127.0.0.1:1';
const client = new DynamoDBClient({
  endpoint: origin,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  maxAttempts: 1,
});
const ask = () => client.send(new GetItemCommand({ TableName: 'lockers', Key: { pk: { S: 'a' } } }));

describe('a service in the same process', () => {
  let leave = (): void => undefined;
  afterEach(() => leave());

  it('gets what the SDK would have sent over a socket, and the SDK its answer', async () => {
    const received: ServiceRequest[] = [];
    leave = answerInProcess(origin, (request) => {
      received.push(request);
      return Promise.resolve({ status: 200, headers: {}, body: '{"Item":{"pk":{"S":"a"}}}' });
    });
    expect((await ask()).Item).toEqual({ pk: { S: 'a' } });
    expect(received[0]).toMatchObject({ method: 'POST', target: '/', headers: { host: '127.0.0.1:1' } });
    expect(received[0]?.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=key\//);
    expect(JSON.parse(String(received[0]?.body))).toEqual({ TableName: 'lockers', Key: { pk: { S: 'a' } } });
  });

  it('runs in its own context, not in that of whoever asks', async () => {
    const asking = new AsyncLocalStorage<string>();
    let seen: string | undefined = 'not called';
    leave = answerInProcess(origin, () => {
      seen = asking.getStore();
      return Promise.resolve({ status: 200, headers: {}, body: '{}' });
    });
    await asking.run('a function', ask);
    expect(seen).toBeUndefined();
  });

  it('is asked over its port again once it has gone', async () => {
    answerInProcess(origin, () => Promise.resolve({ status: 200, headers: {}, body: '{}' }))();
    await expect(ask()).rejects.toThrow('ECONNREFUSED');
  });
});
