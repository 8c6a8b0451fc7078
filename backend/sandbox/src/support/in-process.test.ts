import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionCut } from './contained.ts';
import { answerInProcess, fetchInProcess, type Service, type ServiceRequest } from './in-process.ts';

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

describe('what is fetched from a service in the same process', () => {
  const url = new URL('/graphql?a=1', origin);
  let leave = (): void => undefined;
  afterEach(() => leave());
  const answeredBy = (service: Service): void => {
    leave = answerInProcess(origin, service);
  };

  it('is what the service answers to the same request', async () => {
    const received: ServiceRequest[] = [];
    answeredBy((request) => {
      received.push(request);
      return Promise.resolve({ status: 429, headers: { 'x-amzn-errortype': 'Throttling' }, body: '{}' });
    });
    const response = await fetchInProcess(url, {
      method: 'POST',
      headers: { Accept: '*/*' },
      body: '{"a":1}',
    });
    expect(received).toEqual([
      { method: 'POST', target: '/graphql?a=1', headers: { accept: '*/*' }, body: Buffer.from('{"a":1}') },
    ]);
    expect([response?.status, response?.headers.get('x-amzn-errortype')]).toEqual([429, 'Throttling']);
    expect(await response?.text()).toBe('{}');
  });

  it('fails as a fetch does where the connection would be broken off', async () => {
    answeredBy(() => Promise.reject(new ConnectionCut()));
    await expect(fetchInProcess(url, { method: 'POST', body: '' })).rejects.toThrow(
      new TypeError('fetch failed'),
    );
  });

  it('is waited for until it is aborted', async () => {
    answeredBy(() => new Promise(() => undefined));
    const controller = new AbortController();
    const response = fetchInProcess(url, { method: 'POST', body: '', signal: controller.signal });
    controller.abort();
    await expect(response).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  });

  it('comes over a socket from elsewhere, and where the request is not plain', () => {
    answeredBy(() => Promise.resolve({ status: 200, headers: {}, body: '' }));
    expect(fetchInProcess(new URL('http://127.0.0.1:2'), { method: 'POST', body: '' })).toBeUndefined();
    expect(fetchInProcess(url, { method: 'POST', body: new Blob([]) })).toBeUndefined();
  });
});
