// `graphql.subscribe` and `live` through the client itself, against a real WebSocket server that speaks AppSync's protocol.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  Northwind,
  isAbortError,
  isGraphQLRequestError,
  isInvalidResponseError,
  isSubscriptionError,
  isUsageError,
  SignInError,
} from '../src/index.ts';
import { OnDeliveryUpdatedDocument } from '../src/graphql/index.ts';

interface Frame {
  readonly id: string;
  readonly type: string;
}

/** A server that acknowledges everything and says what the test wants. */
async function startServer() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'graphql-ws' });
  await once(server, 'listening');
  const received: Frame[] = [];
  const waiting: { type: string; resolve: (frame: Frame) => void }[] = [];
  const sockets: WebSocket[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      received.push(frame);
      if (frame.type === 'connection_init')
        socket.send(JSON.stringify({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } }));
      if (frame.type === 'start') socket.send(JSON.stringify({ type: 'start_ack', id: frame.id }));
      if (frame.type === 'stop') socket.send(JSON.stringify({ type: 'complete', id: frame.id }));
      const index = waiting.findIndex(({ type }) => type === frame.type);
      if (index >= 0) waiting.splice(index, 1)[0]?.resolve(frame);
    });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    received,
    sockets,
    /** Resolves with the next frame of this type. */
    hears: (type: string) => new Promise<Frame>((resolve) => waiting.push({ type, resolve })),
    push: (id: string, data: object) =>
      sockets.at(-1)?.send(JSON.stringify({ type: 'data', id, payload: { data } })),
    async close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A rejection is unhandled if nobody has handled it when the event loop turns. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a client in real time', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let unhandled: unknown[];
  const note = (error: unknown): void => void unhandled.push(error);
  /** Answers of `listLockerEvents`, oldest first; the last is repeated. */
  let answers: object[];

  beforeEach(async () => {
    server = await startServer();
    unhandled = [];
    answers = [{ data: { listLockerEvents: { items: [], latestSequence: 0 } } }];
    process.on('unhandledRejection', note);
  });
  afterEach(async () => {
    await server.close();
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  const client = (graphqlUrl = server.url): Northwind =>
    new Northwind({
      environment: { restUrl: 'https://api.test/v1', ...(graphqlUrl && { graphqlUrl }) },
      auth: 'the-token',
      fetch: async () =>
        Response.json(answers.length > 1 ? answers.shift() : answers[0], {
          headers: { 'x-amzn-requestid': 'read-1' },
        }),
    });

  it('follows a subscription, tells its state, and stops it when the loop is left', async () => {
    const northwind = client();
    const states: string[] = [];
    northwind.graphql.connection.onChange(({ state }) => states.push(state));
    const start = server.hears('start');
    const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument);
    const { id } = await start;
    await subscription.started;
    server.push(id, { onDeliveryUpdated: { deliveryId: 'dlv_1' } });
    const stop = server.hears('stop');
    for await (const { onDeliveryUpdated } of subscription) {
      expect(onDeliveryUpdated?.deliveryId).toBe('dlv_1');
      break;
    }
    expect((await stop).id).toBe(id);
    expect(states).toEqual(['connecting', 'connected']);
    northwind.graphql.close();
    expect(server.sockets).toHaveLength(1);
  });

  it('shares one socket between subscriptions and streams, two of one locker among them', async () => {
    const northwind = client();
    const lockerId = 'lkr_1';
    const starts = Promise.all([1, 2, 3].map(() => server.hears('start')));
    const streams = [1, 2].map(() => northwind.live.lockerEvents({ lockerId, after: 0 }));
    const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument);
    const events = Promise.all(streams.map(async (stream) => stream.next()));
    await subscription.started;
    const always = { buildingId: 'bld_1', occurredAt: 'now', recordedAt: 'now', type: 'DOOR_OPENED' };
    for (const { id } of await starts)
      server.push(id, { onLockerEvent: { lockerId, sequence: 1, ...always } });
    expect((await events).map(({ value }) => value?.sequence)).toEqual([1, 1]);
    expect(server.sockets).toHaveLength(1);
    await Promise.all(streams.map((stream) => stream.return()));
    expect(streams.map(({ cursor }) => cursor)).toEqual([0, 0]);
    await subscription.return();
    northwind.graphql.close();
  });

  it('never begins what was left before its code had been loaded', async () => {
    const northwind = client();
    const stream = northwind.live.lockerEvents({ lockerId: 'lkr_1', after: 7 });
    const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument);
    expect(await stream.return()).toEqual({ value: undefined, done: true });
    expect(await subscription.return()).toEqual({ value: undefined, done: true });
    expect(isSubscriptionError(await failureOf(subscription.started))).toBe(true);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    expect(stream.cursor).toBe(7);
    expect(northwind.graphql.connection.current).toBe('idle');
    expect(server.sockets).toEqual([]);
  });

  it('ends with AbortError, and opens nothing, for a signal that was aborted before', async () => {
    const northwind = client();
    const signal = AbortSignal.abort();
    const stream = northwind.live.lockerEvents({ lockerId: 'lkr_1', signal });
    const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument, {}, { signal });
    expect(isAbortError(await failureOf(stream.next()))).toBe(true);
    expect(isAbortError(await failureOf(subscription.next()))).toBe(true);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    expect(await subscription.next()).toEqual({ value: undefined, done: true });
    expect(server.sockets).toEqual([]);
  });

  it('closes also what was begun a moment before', async () => {
    const northwind = client();
    const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument);
    northwind.graphql.close();
    expect(isSubscriptionError(await failureOf(subscription.next()))).toBe(true);
    expect(northwind.graphql.connection.current).toBe('idle');
  });

  it.each([
    ['an environment without a GraphQL URL', '', {}, /graphqlUrl/],
    ['an unknown option', undefined, { buffer: 5 }, /bufferSize/],
    ['a buffer for nothing', undefined, { bufferSize: 0 }, /bufferSize/],
  ])(
    'refuses %s in the loop, once, and leaves no rejection unhandled',
    async (_name, url, wrong, message) => {
      const northwind = client(url);
      const stream = northwind.live.lockerEvents({ lockerId: 'lkr_1', ...wrong } as never);
      const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument, {}, wrong as never);
      // Both fail when the code that they load is there; nobody has asked either of them yet.
      await import('../src/client/realtime.lazy.ts');
      await turn();
      for (const iterator of [stream, subscription]) {
        const error = await failureOf(iterator.next());
        expect(isUsageError(error)).toBe(true);
        expect(String(error)).toMatch(message);
        expect(await iterator.next()).toEqual({ value: undefined, done: true });
      }
      expect(server.sockets).toEqual([]);
    },
  );

  it('says that there is no WebSocket, instead of waiting for ever', async () => {
    vi.stubGlobal('WebSocket', undefined);
    const northwind = client();
    const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument);
    for (const iterator of [subscription, northwind.live.lockerEvents({ lockerId: 'lkr_1' })]) {
      const error = await failureOf(iterator.next());
      expect(isUsageError(error)).toBe(true);
      expect(String(error)).toContain('webSocketImpl');
    }
    expect(isUsageError(await failureOf(subscription.started))).toBe(true);
    vi.unstubAllGlobals();
  });

  it('ends the stream when the token source throws without a promise', async () => {
    const signedOut = new SignInError('SignedOut', 'the user has signed out');
    const northwind = new Northwind({
      environment: { restUrl: 'https://api.test/v1', graphqlUrl: server.url },
      auth: {
        accessToken: () => {
          throw signedOut;
        },
      },
    });
    expect(await failureOf(northwind.live.lockerEvents({ lockerId: 'lkr_1' }).next())).toBe(signedOut);
    expect(await failureOf(northwind.graphql.subscribe(OnDeliveryUpdatedDocument).next())).toBe(signedOut);
  });

  it('ends the stream when the token source gives no token', async () => {
    const northwind = new Northwind({
      environment: { restUrl: 'https://api.test/v1', graphqlUrl: server.url },
      auth: { accessToken: async () => undefined as never },
    });
    for (const stream of [
      northwind.live.lockerEvents({ lockerId: 'lkr_1' }),
      northwind.graphql.subscribe(OnDeliveryUpdatedDocument),
    ]) {
      const failure = await failureOf(stream.next());
      expect(isUsageError(failure) && failure.message).toContain('undefined instead of an access token');
    }
    expect(server.sockets).toEqual([]);
  });

  it('tells hooks and log what happens to the connection, and shows no token', async () => {
    const told: string[] = [];
    let logged = (): void => {};
    // The log comes a moment late.
    const allLogged = new Promise<void>((resolve) => (logged = resolve));
    const northwind = new Northwind({
      environment: { restUrl: 'https://api.test/v1', graphqlUrl: server.url },
      auth: 'the-token',
      hooks: { realtime: (event) => told.push(`hook ${JSON.stringify(event)}`) },
      debug: (message, details) => {
        told.push(`log ${message} ${JSON.stringify(details)}`);
        if (message === 'realtime started') logged();
      },
    });
    const subscription = northwind.graphql.subscribe(OnDeliveryUpdatedDocument);
    await Promise.all([subscription.started, allLogged]);
    await subscription.return();
    northwind.graphql.close();
    expect(
      told.filter((line) => line.startsWith('hook')).map((line) => /"type":"(\w+)"/.exec(line)?.[1]),
    ).toEqual(['connecting', 'token', 'connected', 'token', 'started']);
    expect(told.filter((line) => line.startsWith('log realtime'))).toHaveLength(5);
    expect(told.join()).not.toContain('the-token');
  });

  it.each([
    null,
    {},
    { items: [], latestSequence: '7' },
    { items: [{ sequence: 1 }], latestSequence: 1 },
    { items: null, latestSequence: 1 },
  ])('ends the stream with a typed error when the query answers %j', async (listLockerEvents) => {
    answers = [{ data: { listLockerEvents } }];
    const northwind = client();
    const error = await failureOf(northwind.live.lockerEvents({ lockerId: 'lkr_1', after: 0 }).next());
    expect(isInvalidResponseError(error) && error.requestId).toBe('read-1');
    northwind.graphql.close();
  });

  it('ends the stream of a locker that does not exist with the reason', async () => {
    answers = [
      {
        data: null,
        errors: [{ message: 'no such locker', errorType: 'NotFound', path: ['listLockerEvents'] }],
      },
    ];
    const northwind = client();
    const stream = northwind.live.lockerEvents({ lockerId: 'lkr_none' });
    const error = await failureOf(stream.next());
    expect(isGraphQLRequestError(error) && error.errorType).toBe('NotFound');
    northwind.graphql.close();
  });
});
