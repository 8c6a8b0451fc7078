import { describe, expect, it } from 'vitest';
import { RealtimeClient } from './realtime-client.ts';
import { closeLater, connect, fixture, onNoteOf, publish, useRealtimeFixture } from './realtime-fixture.ts';

useRealtimeFixture();

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
    ['a fragment', 'subscription { ...root } fragment root on Subscription { onNote { text } }'],
    ['an inline fragment', 'subscription { ... on Subscription { onNote { text } } }'],
  ])('is what its root field says, in %s too', async (_name, query) => {
    const client = await connect();
    expect((await client.subscribe('1', query, await fixture.userAuthorization())).type).toBe('start_ack');
    await publish({ room: 'r', text: 'seen' });
    expect((await client.next('data', '1'))['payload']).toEqual({ data: { onNote: { text: 'seen' } } });
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

describe('invalidation in bulk', () => {
  it('takes five different ones in a request, not six', async () => {
    const leave = (times: number) =>
      fixture.asUser(`mutation { leaveRoom(room: "r", author: "nobody", times: ${times}) { room } }`);
    expect((await leave(5)).errors).toBeUndefined();
    expect((await leave(6)).errors?.[0]).toMatchObject({ errorType: 'InvalidateSubscriptionsLimitExceeded' });
  });
});

describe('faults on demand', () => {
  it('drop a part of the pushes without a word', async () => {
    const client = await connect();
    await client.subscribe('lossy', onNoteOf(''), await fixture.userAuthorization());
    Object.assign(fixture.api.faults, { dropOneOf: 2, pushes: 0 });
    for (const text of ['lost', 'kept', 'lost', 'kept too']) await publish({ text });
    fixture.api.faults.dropOneOf = 0;
    expect((await client.next('data')).payload?.data).toMatchObject({ onNote: { text: 'kept' } });
    expect((await client.next('data')).payload?.data).toMatchObject({ onNote: { text: 'kept too' } });
  });

  it('delay pushes so that they overtake each other', async () => {
    const client = await connect();
    await client.subscribe('late', onNoteOf(''), await fixture.userAuthorization());
    const delays = [2_000, 1];
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

  it('refuse a connection, and greet before the acknowledgement', async () => {
    const error = {
      errorType: 'com.amazonaws.deepdish.graphql.auth#UnauthorizedException',
      message: 'no',
      errorCode: 400,
    };
    fixture.api.faults.refuseConnection = () => error;
    const refused = RealtimeClient.open(fixture.api.realtimeUrl, await fixture.userAuthorization());
    expect((await refused.next('connection_error')).payload?.errors).toEqual([error]);
    fixture.api.faults.refuseConnection = undefined;
    fixture.api.faults.keepAliveBeforeAck = true;
    const greeted = RealtimeClient.open(fixture.api.realtimeUrl, await fixture.userAuthorization());
    closeLater(greeted);
    await greeted.opened();
    greeted.send({ type: 'connection_init' });
    expect((await greeted.nextWhere(() => true)).type).toBe('ka');
    fixture.api.faults.keepAliveBeforeAck = false;
    expect((await greeted.next('connection_ack')).type).toBe('connection_ack');
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
