import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './fixture.ts';
import { RealtimeClient, type Carrier } from './realtime-client.ts';
import { signedHeaders } from './signing.ts';

let fixture: Fixture;
const clients: RealtimeClient[] = [];
beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await fixture.close();
});

async function connect(carrier?: Carrier, on = fixture): Promise<RealtimeClient> {
  const client = await RealtimeClient.connect(on.api.realtimeUrl, await on.userAuthorization(), carrier);
  clients.push(client);
  return client;
}

const onNote =
  'subscription ($room: String, $author: String) { onNote(room: $room, author: $author) { room author text priority tags } }';
const onNoteOf = (argument: string) => `subscription { onNote${argument} { room author text } }`;
const publishQuietly =
  'mutation ($input: NoteInput!) { publishQuietly(input: $input) { room author text priority tags must place { city } } }';
const publish = async (input: object, on = fixture) =>
  expect((await on.asUser(publishQuietly, { input })).errors).toBeUndefined();

describe('the handshake', () => {
  it.each<Carrier>(['query', 'subprotocol', 'headers'])(
    'takes the authorization as %s and answers graphql-ws',
    async (carrier) => {
      const client = RealtimeClient.open(fixture.api.realtimeUrl, await fixture.userAuthorization(), carrier);
      clients.push(client);
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
    clients.push(await RealtimeClient.connect(fixture.api.realtimeUrl, headers));
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
    clients.push(client);
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
    expect((await (await connect('subprotocol', short)).closed).code).toBe(1012);
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

describe('what a subscriber is pushed', () => {
  it.each([
    ['', { room: 'r', author: 'a' }, true],
    ['(room: "r")', { room: 'r', author: 'a' }, true],
    ['(room: "r")', { room: 'other' }, false],
    ['(room: "r", author: "a")', { room: 'r', author: 'a' }, true],
    ['(room: "r", author: "a")', { room: 'r', author: 'b' }, false],
    ['(author: null)', { room: 'r' }, true],
    ['(author: null)', { room: 'r', author: 'a' }, false],
  ])('is decided by the arguments %s for %o: %s', async (argument, input, received) => {
    const client = await connect();
    const authorization = await fixture.userAuthorization();
    await client.subscribe('filtered', onNoteOf(argument), authorization);
    await client.subscribe('all', onNoteOf(''), authorization);
    await publish(input);
    await client.next('data', 'all');
    expect(client.pending('data').filter(({ id }) => id === 'filtered')).toHaveLength(received ? 1 : 0);
  });

  it.each([
    [{ room: 'r', priority: 3 }, true],
    [{ room: 'r', priority: 6 }, false],
    [{ room: 'other', priority: 3 }, false],
    [{ room: 'r' }, false],
  ])('is decided by the enhanced filter instead of the arguments for %o: %s', async (input, received) => {
    const client = await connect();
    const authorization = await fixture.userAuthorization();
    await client.subscribe('filtered', 'subscription { onFilteredNote(room: "r") { text } }', authorization);
    await client.subscribe('all', onNoteOf(''), authorization);
    await publish(input);
    await client.next('data', 'all');
    expect(client.pending('data').filter(({ id }) => id === 'filtered')).toHaveLength(received ? 1 : 0);
  });

  it('is what both selected: null for a field the mutation left out, an error where null may not be', async () => {
    const client = await connect();
    const authorization = await fixture.userAuthorization();
    await client.subscribe('nullable', 'subscription { onNote { room text place { city } } }', authorization);
    await client.subscribe('required', 'subscription { onNote { room must } }', authorization);
    await fixture.asUser(
      'mutation { publishQuietly(input: { room: "r", text: "t", city: "c" }) { where: room } }',
    );
    expect((await client.next('data', 'nullable')).payload?.data).toEqual({
      onNote: { room: 'r', text: null, place: null },
    });
    expect((await client.next('data', 'required')).payload).toEqual({
      data: { onNote: null },
      errors: [
        {
          path: ['onNote', 'must'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'String' within parent 'Note' (/onNote/must)",
        },
      ],
    });
  });

  it('comes in the order of the mutations', async () => {
    const client = await connect();
    await client.subscribe('ordered', onNoteOf(''), await fixture.userAuthorization());
    for (let index = 0; index < 20; index += 1) await publish({ text: String(index) });
    for (let index = 0; index < 20; index += 1) {
      expect((await client.next('data', 'ordered')).payload?.data).toMatchObject({
        onNote: { text: String(index) },
      });
    }
  });

  it('is nothing when the push exceeds 240 KB, and nobody is told', async () => {
    const client = await connect();
    await client.subscribe('big', onNoteOf(''), await fixture.userAuthorization());
    await publish({ text: 'x'.repeat(240 * 1024) });
    await publish({ text: 'small' });
    expect((await client.next('data', 'big')).payload?.data).toMatchObject({ onNote: { text: 'small' } });
  });
});

describe('invalidation', () => {
  it('completes the subscriptions that match and closes their whole socket, others stay', async () => {
    const leaver = await connect();
    const stayer = await connect();
    const filtered = 'subscription { onFilteredNote(room: "r") { text } }';
    await leaver.subscribe('f', filtered, await fixture.userAuthorization([], 'leaver'));
    await leaver.subscribe('other', onNoteOf(''), await fixture.userAuthorization([], 'leaver'));
    await stayer.subscribe('f', filtered, await fixture.userAuthorization([], 'stayer'));
    expect(
      (await fixture.asUser('mutation { leaveRoom(room: "r", author: "leaver") { room } }')).errors,
    ).toBeUndefined();
    expect(await leaver.next('complete')).toEqual({ type: 'complete', id: 'f' });
    expect((await leaver.closed).reason).toBe('Subscription complete.');
    await publish({ room: 'r', priority: 1, text: 'still here' });
    expect((await stayer.next('data', 'f')).payload?.data).toEqual({
      onFilteredNote: { text: 'still here' },
    });
  });
});

describe('faults on demand', () => {
  it('drop a part of the pushes without a word', async () => {
    const client = await connect();
    await client.subscribe('lossy', onNoteOf(''), await fixture.userAuthorization());
    const chances = [0.01, 0.5, 0.01, 0.5];
    Object.assign(fixture.api.faults, { dropPushes: 0.02, random: () => chances.shift() ?? 1 });
    for (const text of ['lost', 'kept', 'lost', 'kept too']) await publish({ text });
    Object.assign(fixture.api.faults, { dropPushes: 0, random: Math.random });
    expect((await client.next('data')).payload?.data).toMatchObject({ onNote: { text: 'kept' } });
    expect((await client.next('data')).payload?.data).toMatchObject({ onNote: { text: 'kept too' } });
  });

  it('delay pushes so that they overtake each other', async () => {
    const client = await connect();
    await client.subscribe('late', onNoteOf(''), await fixture.userAuthorization());
    const delays = [60, 1];
    fixture.api.faults.delayPush = () => delays.shift() ?? 0;
    await publish({ text: 'slow' });
    await publish({ text: 'fast' });
    fixture.api.faults.delayPush = undefined;
    expect((await client.next('data')).payload?.data).toMatchObject({ onNote: { text: 'fast' } });
    expect((await client.next('data')).payload?.data).toMatchObject({ onNote: { text: 'slow' } });
  });

  it('refuse a start', async () => {
    const client = await connect();
    fixture.api.faults.refuseStart = () => ({
      errorType: 'LimitExceededError',
      message: 'Rate limit exceeded',
    });
    const refused = await client.subscribe('r', onNoteOf(''), await fixture.userAuthorization());
    fixture.api.faults.refuseStart = undefined;
    expect(refused.payload?.errors).toEqual([
      { errorType: 'LimitExceededError', message: 'Rate limit exceeded' },
    ]);
  });

  it('close sockets with a code, or like a broken line', async () => {
    const closed = await connect();
    fixture.api.closeSockets(1012, 'restart');
    expect(await closed.closed).toEqual({ code: 1012, reason: 'restart' });
    const broken = await connect();
    fixture.api.closeSockets();
    expect((await broken.closed).code).toBe(1006);
  });

  it('restart on the same port', async () => {
    const before = await connect();
    await fixture.api.restart({ downMs: 20 });
    expect((await before.closed).code).toBe(1006);
    const after = await connect();
    await after.subscribe('again', onNoteOf(''), await fixture.userAuthorization());
    await publish({ text: 'back' });
    expect((await after.next('data', 'again')).payload?.data).toMatchObject({ onNote: { text: 'back' } });
  });
});
