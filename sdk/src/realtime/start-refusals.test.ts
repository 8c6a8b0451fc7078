// What a refused `start` does: to its own subscription, and to no other.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { last, restoreTheWorld, scriptedPool, scriptTheWorld, settle } from '../../test/scripted-pool.ts';
import { ScriptedSocket } from '../../test/scripted-socket.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ConnectionPool, ConnectionPoolConfig } from './connection-pool.ts';
import type { RealtimeEvent } from '../transport/realtime-event.ts';

const operation = { name: 'S', query: 'subscription S { s }', variables: {} };
const EXPIRED = { errorType: 'UnauthorizedException', message: 'Token has expired.', errorCode: 401 };
const LIMITED = { errorType: 'LimitExceededError', message: 'Rate limit exceeded' };

describe('a refused start', () => {
  let pool: ConnectionPool;
  let events: RealtimeEvent[];
  /** Refused tokens that were named when a token was asked for. */
  let asked: (string | undefined)[];
  let token: (rejected: string | undefined) => string | Promise<string>;

  const makePool = (config: Partial<ConnectionPoolConfig> = {}): void => {
    pool = scriptedPool({
      accessToken: (rejected) => {
        asked.push(rejected);
        return token(rejected);
      },
      onEvent: (event) => events.push(event),
      ...config,
    });
  };

  beforeEach(() => {
    scriptTheWorld();
    events = [];
    asked = [];
    token = () => `token-${asked.length}`;
    makePool();
  });
  afterEach(() => {
    pool.close();
    restoreTheWorld();
  });

  function subscribe() {
    const heard: string[] = [];
    const causes: unknown[] = [];
    const stop = pool.subscribe(operation, {
      started: () => heard.push('started'),
      next: () => heard.push('next'),
      failed: (reason, errors, cause) => {
        heard.push(`failed: ${errors[0]?.errorType ?? reason}`);
        causes.push(cause);
      },
      completed: () => heard.push('completed'),
    });
    return { heard, causes, stop };
  }
  const idOfLastStart = (): string => last().sentOf('start').at(-1)?.id ?? '';
  const acknowledge = (id = idOfLastStart()): void => last().say({ type: 'start_ack', id });
  const refuse = (error: object, id = idOfLastStart()): void =>
    last().say({ type: 'error', id, payload: { errors: [error] } });
  const tokenOf = (frame: { payload?: Record<string, unknown> } | undefined): unknown =>
    (frame?.payload?.['extensions'] as { authorization: { Authorization: string } }).authorization
      .Authorization;
  /** Refuses the last start, and lets time pass until it is sent again. */
  async function refuseUntilSentAgain(error: object): Promise<void> {
    const id = idOfLastStart();
    refuse(error);
    for (let waited = 0; idOfLastStart() === id && waited < 60_000; waited += 500) await settle(500);
  }
  async function connect(): Promise<void> {
    await settle();
    last().accept();
    await settle();
  }
  async function live() {
    const subscription = subscribe();
    if (ScriptedSocket.all.length === 0) await connect();
    await settle();
    acknowledge();
    return subscription;
  }

  it('for an expired token is repeated with another one as often as needed, after growing waits', async () => {
    const { heard } = subscribe();
    await connect();
    for (const waitMs of [0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]) {
      const sent = last().sentOf('start').length;
      refuse(EXPIRED);
      if (waitMs > 0) await settle(waitMs - 1);
      if (waitMs > 0) expect(last().sentOf('start')).toHaveLength(sent);
      await settle(1);
      last().say({ type: 'ka' });
      expect(last().sentOf('start')).toHaveLength(sent + 1);
      // Each time it names the token that was refused, and no start goes out under an id that was used.
      expect(asked.at(-1)).toBe(tokenOf(last().sentOf('start').at(-2)));
    }
    expect(
      new Set(
        last()
          .sentOf('start')
          .map(({ id }) => id),
      ).size,
    ).toBe(10);
    acknowledge();
    expect(heard).toEqual(['started']);
    expect(ScriptedSocket.all).toHaveLength(1);
  });

  it('outlasts a source that gives the same expired token again for a while', async () => {
    token = () => (asked.length < 6 ? 'stale' : 'fresh');
    const { heard } = subscribe();
    await connect();
    while (tokenOf(last().sentOf('start').at(-1)) === 'stale') {
      await refuseUntilSentAgain(EXPIRED);
    }
    acknowledge();
    expect(heard).toEqual(['started']);
  });

  it('leaves each subscription the token that it was refused with, whatever others are answered', async () => {
    const first = subscribe();
    const second = subscribe();
    await connect();
    const [one, two] = last().sentOf('start');
    refuse(EXPIRED, one?.id);
    refuse(EXPIRED, two?.id);
    // The acknowledgement of a third forgets nothing.
    await settle();
    expect(asked.slice(-2)).toEqual([tokenOf(one), tokenOf(two)]);
    for (const { id } of last().sentOf('start').slice(-2)) acknowledge(id);
    expect([first.heard, second.heard]).toEqual([['started'], ['started']]);
  });

  it('ends the subscription at once where there can be no other token', async () => {
    makePool({ tokenIsReplaceable: false });
    const { heard } = subscribe();
    await connect();
    refuse(EXPIRED);
    expect(heard).toEqual(['failed: UnauthorizedException']);
  });

  it('ends the subscription when fresh tokens are refused for what they are', async () => {
    const { heard } = subscribe();
    await connect();
    for (let count = 0; count < 3; count++) {
      refuse({ ...EXPIRED, message: 'You are not authorized to make this call.' });
      await settle(5000);
    }
    expect(heard).toEqual(['failed: UnauthorizedException']);
  });

  it.each([
    LIMITED,
    { errorType: 'InternalError', message: 'x' },
    { errorType: 'InternalFailure', message: 'x' },
    { errorType: 'DynamoDB:ProvisionedThroughputExceededException', message: 'x' },
    { message: 'x', errorCode: 503 },
  ])('that may pass is repeated: %o', async (error) => {
    const { heard } = subscribe();
    await connect();
    for (let count = 0; count < 10; count++) {
      await refuseUntilSentAgain(error);
    }
    acknowledge();
    expect(heard).toEqual(['started']);
    expect(ScriptedSocket.all).toHaveLength(1);
  });

  it('for too many starts spreads the next ones, until a wall of 90 is live', async () => {
    const wall = Array.from({ length: 90 }, subscribe);
    await settle();
    const socket = last();
    // A server that takes ten starts in each second.
    let answered = 0;
    let left = 10;
    let busiest = 0;
    const serve = (): void => {
      const starts = socket.sentOf('start').slice(answered);
      answered += starts.length;
      busiest = Math.max(busiest, starts.length);
      for (const { id } of starts) {
        if (left-- > 0) acknowledge(id);
        else refuse(LIMITED, id);
      }
    };
    vi.mocked(Math.random).mockImplementation(() => ((answered * 7919) % 100) / 100);
    socket.accept();
    await settle();
    serve();
    expect(busiest).toBe(90);
    for (let second = 0; second < 600 && wall.some(({ heard }) => heard.length === 0); second++) {
      left = 10;
      for (let part = 0; part < 10; part++) {
        await settle(100);
        serve();
      }
      socket.say({ type: 'ka' });
    }
    expect(wall.map(({ heard }) => heard.join())).toEqual(Array.from({ length: 90 }, () => 'started'));
    expect(ScriptedSocket.all).toHaveLength(1);
  });

  it('that an error without an id hid is found by its missing acknowledgement, and touches no other', async () => {
    const other = await live();
    const { heard } = subscribe();
    await settle();
    const id = idOfLastStart();
    last().say({ type: 'error', payload: { errors: [LIMITED] } });
    await settle(15_000 + 1000);
    expect(
      last()
        .sentOf('stop')
        .map((frame) => frame.id),
    ).toEqual([id]);
    expect(idOfLastStart()).not.toBe(id);
    acknowledge();
    expect([heard, other.heard]).toEqual([['started'], ['started']]);
    expect(ScriptedSocket.all).toHaveLength(1);
  });

  it('for want of a token waits alone: the others go on', async () => {
    const other = await live();
    const good = token;
    token = () => {
      throw new Error('offline');
    };
    const { heard } = subscribe();
    await settle();
    expect(heard).toEqual([]);
    token = good;
    await settle(1000);
    acknowledge();
    expect([heard, other.heard]).toEqual([['started'], ['started']]);
    expect(ScriptedSocket.all).toHaveLength(1);
  });

  it('for want of a token for ever ends alone, with what the source said', async () => {
    const other = await live();
    const revoked = new UsageError('revoked');
    token = () => Promise.reject(revoked);
    const { heard, causes } = subscribe();
    await settle();
    expect(heard).toEqual(['failed: no access token: revoked']);
    expect(causes).toEqual([revoked]);
    expect(other.heard).toEqual(['started']);
    expect(ScriptedSocket.all).toHaveLength(1);
  });

  it('by a server that holds no subscription at all opens no socket after another', async () => {
    const tries = Array.from({ length: 30 }, subscribe);
    await connect();
    const full = {
      errorType: 'MaxSubscriptionsReachedError',
      message: 'Max number of 0 subscriptions reached',
    };
    let answered = 0;
    for (let step = 0; step < 600; step++) {
      const starts = last().sentOf('start').slice(answered);
      answered += starts.length;
      for (const { id } of starts) refuse(full, id);
      await settle(500);
    }
    expect(answered).toBeGreaterThan(200);
    expect(ScriptedSocket.all).toHaveLength(1);
    expect(tries.flatMap(({ heard }) => heard)).toEqual([]);
  });

  it('is told to the log, with the wait before the next attempt', async () => {
    await live();
    subscribe();
    await settle();
    refuse(EXPIRED);
    await settle();
    acknowledge();
    expect(events).toEqual([
      { type: 'connecting', attempt: 1 },
      { type: 'token', operation: 'connection', replaces: false },
      { type: 'connected' },
      { type: 'token', operation: 'S', replaces: false },
      { type: 'started', operation: 'S' },
      { type: 'token', operation: 'S', replaces: false },
      { type: 'refused', operation: 'S', reason: 'Token has expired.', retryDelayMs: 0 },
      { type: 'token', operation: 'S', replaces: true },
      { type: 'started', operation: 'S' },
    ]);
    expect(JSON.stringify(events)).not.toContain('token-');
  });
});
