import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startFixture } from './fixture.ts';
import { RealtimeClient, type Carrier } from './realtime-client.ts';
import { closeLater, connect, fixture, onNoteOf, publish, useRealtimeFixture } from './realtime-fixture.ts';
import { signedHeaders } from './signing.ts';

useRealtimeFixture();

const onNote =
  'subscription ($room: String, $author: String) { onNote(room: $room, author: $author) { room author text priority tags } }';

describe('the handshake', () => {
  it.each<Carrier>(['query', 'subprotocol', 'headers'])(
    'takes the authorization as %s and answers graphql-ws',
    async (carrier) => {
      const client = RealtimeClient.open(fixture.api.realtimeUrl, await fixture.userAuthorization(), carrier);
      closeLater(client);
      await client.opened();
      expect(client.socket.protocol).toBe('graphql-ws');
      client.send({ type: 'connection_init' });
      expect(await client.next('connection_ack')).toEqual({
        type: 'connection_ack',
        payload: { connectionTimeoutMs: 300_000 },
      });
      expect(await client.next('ka')).toEqual({ type: 'ka' });
    },
  );

  it('takes a signature over the connect path', async () => {
    const headers = await signedHeaders(`${fixture.api.graphqlUrl}/connect`, '{}');
    closeLater(await RealtimeClient.connect(fixture.api.realtimeUrl, headers));
    const wrong = RealtimeClient.open(
      fixture.api.realtimeUrl,
      await signedHeaders(fixture.api.graphqlUrl, '{}'),
    );
    expect(await wrong.next('connection_error')).toMatchObject({
      payload: { errors: [{ errorType: 'InvalidSignatureException', errorCode: 403 }] },
    });
  });

  const refusals: [string, () => Promise<object>, object][] = [
    [
      'nothing',
      () => Promise.resolve({}),
      {
        errorType: 'UnauthorizedException',
        message: 'Valid authorization header not provided.',
        errorCode: 401,
      },
    ],
    [
      'an expired token',
      async () => ({ host: fixture.host, Authorization: await fixture.pool.accessToken({ expiresIn: -1 }) }),
      { errorType: 'UnauthorizedException', message: 'Token has expired.', errorCode: 401 },
    ],
    [
      "the real-time endpoint's host instead of the API's",
      async () => ({ ...(await fixture.userAuthorization()), host: 'appsync-realtime-api.example' }),
      {
        errorType: 'UnauthorizedException',
        message: 'You are not authorized to make this call.',
        errorCode: 401,
      },
    ],
  ];
  it.each(refusals)('with %s is a connection_error, then the end', async (_name, authorization, error) => {
    const client = RealtimeClient.open(fixture.api.realtimeUrl, await authorization());
    expect(await client.next('connection_error')).toEqual({
      type: 'connection_error',
      payload: { errors: [error] },
    });
    await client.closed;
  });

  it('is upgraded at the path of a custom domain only', async () => {
    const socket = new WebSocket(fixture.api.graphqlUrl.replace('http', 'ws'), 'graphql-ws');
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 404');
  });

  it('without the subprotocol is a NoProtocolError', async () => {
    const client = RealtimeClient.open(
      fixture.api.realtimeUrl,
      await fixture.userAuthorization(),
      'query',
      [],
    );
    expect(await client.next('connection_error')).toEqual({
      type: 'connection_error',
      payload: { errors: [{ message: 'NoProtocolError', errorCode: 400 }] },
    });
    await client.closed;
  });

  it('ignores what is sent before the acknowledgement', async () => {
    const authorization = await fixture.userAuthorization();
    const client = RealtimeClient.open(fixture.api.realtimeUrl, authorization);
    closeLater(client);
    await client.opened();
    client.start('early', onNoteOf(''), authorization);
    client.send({ type: 'connection_init' });
    await client.next('connection_ack');
    expect((await client.subscribe('late', onNoteOf(''), authorization)).id).toBe('late');
    expect(client.pending('start_ack')).toEqual([]);
  });

  it('keeps a quiet line alive', async () => {
    const quick = await startFixture({ limits: { keepAliveMs: 10, connectionTimeoutMs: 1234 } });
    const client = await connect('subprotocol', quick);
    for (let count = 0; count < 4; count += 1) await client.next('ka');
    await quick.close();
  });

  it('ends a socket that has lived its time', async () => {
    const short = await startFixture({ limits: { connectionMs: 30 }, closeCodes: { lifetime: 1012 } });
    // Not by `connect`: the life may be over before the acknowledgement.
    const client = RealtimeClient.open(short.api.realtimeUrl, await short.userAuthorization());
    expect((await client.closed).code).toBe(1012);
    await short.close();
  });
});

describe('a subscription', () => {
  it('is acknowledged, pushed to, stopped and complete', async () => {
    const client = await connect();
    expect(await client.subscribe('a', onNote, await fixture.userAuthorization())).toEqual({
      type: 'start_ack',
      id: 'a',
    });
    await publish({ room: 'r', author: 'me', text: 'hello', priority: 1, tags: ['x'] });
    expect(await client.next('data', 'a')).toEqual({
      id: 'a',
      type: 'data',
      payload: { data: { onNote: { room: 'r', author: 'me', text: 'hello', priority: 1, tags: ['x'] } } },
    });
    client.send({ id: 'a', type: 'stop' });
    expect(await client.next('complete', 'a')).toEqual({ type: 'complete', id: 'a' });
    await publish({ room: 'r' });
    expect(client.pending('data')).toEqual([]);
    expect(fixture.api.subscriptionCount).toBe(0);
  });

  it('may be authorized in another mode than its socket', async () => {
    const client = await connect();
    const query = 'subscription { onSystemNote { text } }';
    const headers = await signedHeaders(fixture.api.graphqlUrl, JSON.stringify({ query, variables: {} }));
    expect((await client.subscribe('system', query, headers)).type).toBe('start_ack');
    const refused = await client.subscribe('user', query, await fixture.userAuthorization());
    expect(refused.payload?.errors).toEqual([
      { errorType: 'Unauthorized', message: 'Not Authorized to access onSystemNote on type Subscription' },
    ]);
    await publish({ text: 'for the system' });
    expect((await client.next('data', 'system')).payload?.data).toEqual({
      onSystemNote: { text: 'for the system' },
    });
  });

  const refusals: [string, string, () => Promise<object>, unknown][] = [
    [
      'no authorization',
      onNoteOf(''),
      () => Promise.resolve({}),
      [
        {
          errorType: 'UnauthorizedException',
          message: 'Valid authorization header not provided.',
          errorCode: 401,
        },
      ],
    ],
    [
      'an expired token',
      onNoteOf(''),
      async () => ({ host: fixture.host, Authorization: await fixture.pool.accessToken({ expiresIn: -1 }) }),
      [{ errorType: 'UnauthorizedException', message: 'Token has expired.', errorCode: 401 }],
    ],
    [
      'a group that may not',
      'subscription { onManagersNote { text } }',
      () => fixture.userAuthorization(['courier']),
      [
        {
          errorType: 'Unauthorized',
          message: 'Not Authorized to access onManagersNote on type Subscription',
        },
      ],
    ],
    [
      'a resolver that refuses',
      'subscription { onFilteredNote(room: "forbidden") { text } }',
      () => fixture.userAuthorization(),
      [
        {
          errorType: 'Unauthorized',
          message: 'Not Authorized to access onFilteredNote on type Subscription',
        },
      ],
    ],
    [
      'an unknown field',
      'subscription { onNote { nope } }',
      () => fixture.userAuthorization(),
      [
        {
          message:
            "Validation error of type FieldUndefined: Field 'nope' in type 'Note' is undefined @ 'onNote/nope'",
        },
      ],
    ],
    [
      'a query',
      '{ echo { text } }',
      () => fixture.userAuthorization(),
      [{ errorType: 'UnsupportedOperation', message: 'query not supported through the realtime channel' }],
    ],
    [
      'two fields',
      'subscription { onNote { text } onManagersNote { text } }',
      () => fixture.userAuthorization(),
      [
        {
          errorType: 'DuplicatedOperationError',
          message: 'Only one subscription field may be selected in an operation.',
        },
      ],
    ],
  ];
  it.each(refusals)('with %s is an error of that id alone', async (_name, query, authorization, errors) => {
    const client = await connect();
    expect(await client.subscribe('x', query, await authorization())).toEqual({
      id: 'x',
      type: 'error',
      payload: { errors },
    });
    expect((await client.subscribe('x', onNoteOf(''), await fixture.userAuthorization())).type).toBe(
      'start_ack',
    );
  });

  it('cannot use the id of a living one', async () => {
    const client = await connect();
    const authorization = await fixture.userAuthorization();
    await client.subscribe('twice', onNoteOf(''), authorization);
    const second = await client.subscribe('twice', onNoteOf(''), authorization);
    expect(second.payload?.errors).toMatchObject([{ errorType: 'DuplicatedOperationError' }]);
  });

  it('is one of at most 100 on a socket; the error then is an object', async () => {
    const client = await connect();
    const authorization = await fixture.userAuthorization();
    const answers = await Promise.all(
      Array.from({ length: 101 }, (_, index) => client.subscribe(String(index), onNoteOf(''), authorization)),
    );
    expect(answers.filter(({ type }) => type === 'start_ack')).toHaveLength(100);
    expect(answers[100]?.payload?.errors).toEqual({
      errorType: 'MaxSubscriptionsReachedError',
      message: 'Max number of 100 subscriptions reached',
    });
  });

  it('shares its socket with frames nobody knows', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', id: 'other' });
    expect(await client.next('error', 'other')).toMatchObject({
      payload: {
        errors: [
          {
            errorType: 'UnsupportedOperation',
            message: 'unknown not supported through the realtime channel',
          },
        ],
      },
    });
    client.socket.send('no JSON');
    expect((await client.next('error')).id).toBeUndefined();
    expect((await client.subscribe('y', onNoteOf(''), await fixture.userAuthorization())).type).toBe(
      'start_ack',
    );
  });

  it('is gone with its socket', async () => {
    const client = await connect();
    await client.subscribe('z', onNoteOf(''), await fixture.userAuthorization());
    expect(fixture.api.subscriptionCount).toBe(1);
    client.close();
    await client.closed;
    await expect.poll(() => fixture.api.subscriptionCount).toBe(0);
  });
});
