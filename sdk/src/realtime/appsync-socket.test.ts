import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionPool } from './connection-pool.ts';
import type { ConnectionChange } from './connection-state.ts';
import type { RealtimeEvent } from '../transport/realtime-event.ts';
import type { Push } from './sink.ts';
import { last, restoreTheWorld, scriptedPool, scriptTheWorld, settle } from '../../test/scripted-pool.ts';
import { ScriptedSocket } from '../../test/scripted-socket.ts';

const operation = { query: 'subscription S { s }', variables: {} };

describe('subscriptions over AppSync', () => {
  let pool: ConnectionPool;
  let changes: ConnectionChange[];
  let events: RealtimeEvent[];
  let asked: (string | undefined)[];
  let token: () => string | Promise<string>;

  beforeEach(() => {
    scriptTheWorld();
    events = [];
    asked = [];
    token = () => `token-${asked.length}`;
    pool = scriptedPool({
      onEvent: (event) => events.push(event),
      accessToken: (rejected) => {
        asked.push(rejected);
        return token();
      },
      isPermanent: (error) => error instanceof Error && error.message === 'revoked',
    });
    changes = [];
    pool.state.onChange((change) => changes.push(change));
  });

  afterEach(() => {
    pool.close();
    restoreTheWorld();
  });

  /** Subscribes, and keeps everything that the sink hears. */
  function subscribe() {
    const heard: string[] = [];
    const pushes: Push[] = [];
    const stop = pool.subscribe(operation, {
      started: () => heard.push('started'),
      next: (push) => {
        heard.push('next');
        pushes.push(push);
      },
      failed: (reason, errors) => heard.push(`failed: ${errors[0]?.errorType ?? reason}`),
      completed: () => heard.push('completed'),
    });
    return { heard, pushes, stop };
  }

  /** Subscribes and brings the subscription to life. */
  async function live() {
    const subscription = subscribe();
    await settle();
    last().accept();
    await settle();
    const id = last().sentOf('start').at(-1)?.id ?? '';
    last().say({ type: 'start_ack', id });
    return { ...subscription, id, socket: last() };
  }

  it('opens one socket for all, with the token in the handshake and in each start', async () => {
    const first = await live();
    subscribe();
    await settle();
    expect(ScriptedSocket.all).toHaveLength(1);
    expect(first.socket.url).toBe('ws://127.0.0.1:4015/graphql/realtime');
    expect(first.socket.tokenOfHandshake()).toBe('token-1');
    expect(first.socket.sentOf('start').map(({ payload }) => payload?.['extensions'])).toEqual([
      { authorization: { host: '127.0.0.1:4015', Authorization: 'token-2' } },
      { authorization: { host: '127.0.0.1:4015', Authorization: 'token-3' } },
    ]);
  });

  it('waits for the acknowledgement through keep-alives that come before it', async () => {
    const { heard } = subscribe();
    await settle();
    last().readyState = 1;
    last().onopen?.();
    last().say({ type: 'ka' });
    last().say({ type: 'connection_ack', payload: { connectionTimeoutMs: 1000 } });
    await settle();
    expect(last().sent.map(({ type }) => type)).toEqual(['connection_init', 'start']);
    expect(heard).toEqual([]);
  });

  it('delivers data, and tells when the subscription is live', async () => {
    const { heard, pushes, id, socket } = await live();
    socket.say({ type: 'data', id, payload: { data: { s: 1 } } });
    expect(heard).toEqual(['started', 'next']);
    expect(pushes).toEqual([{ data: { s: 1 } }]);
  });

  it('opens a lost connection again and starts every subscription on it', async () => {
    const { heard, socket, id } = await live();
    socket.break();
    await settle(30_000);
    last().accept();
    await settle();
    expect(last()).not.toBe(socket);
    expect(
      last()
        .sentOf('start')
        .map((frame) => frame.id),
    ).toEqual([id]);
    last().say({ type: 'start_ack', id });
    expect(heard).toEqual(['started', 'started']);
    expect(changes.map(({ state }) => state)).toEqual([
      'connecting',
      'connected',
      'reconnecting',
      'connected',
    ]);
    expect(changes[2]?.reason).toBe('the connection was closed with code 1006');
  });

  it('waits before it comes back to a server that closes normally, where graphql-ws alone would call without a pause', async () => {
    const { socket } = await live();
    socket.break(1000);
    await settle(10);
    expect(ScriptedSocket.all).toHaveLength(1);
  });

  it('waits longer and longer for a server that acknowledges and closes', async () => {
    subscribe();
    await settle();
    for (const waitMs of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const opened = ScriptedSocket.all.length;
      last().accept();
      await settle();
      last().break();
      await settle(waitMs - 1);
      expect(ScriptedSocket.all).toHaveLength(opened);
      await settle(1);
      expect(ScriptedSocket.all).toHaveLength(opened + 1);
    }
  });

  it('takes silence for a broken line', async () => {
    subscribe();
    await settle();
    last().accept(60_000);
    await settle();
    last().say({ type: 'start_ack', id: last().sentOf('start')[0]?.id });
    await settle(59_000);
    last().say({ type: 'ka' });
    await settle(59_000);
    expect(pool.state.current).toBe('connected');
    await settle(1000);
    expect(changes.at(-1)).toEqual({ state: 'reconnecting', reason: 'the server sent no ka in time' });
  });

  it('opens the connection again when a start is never acknowledged', async () => {
    subscribe();
    await settle();
    last().accept();
    await settle(15_000);
    expect(changes.at(-1)).toEqual({ state: 'reconnecting', reason: 'the server sent no start_ack in time' });
  });

  it('gives up waiting for the acknowledgement of a connection', async () => {
    subscribe();
    await settle(15_000);
    expect(changes.at(-1)?.reason).toBe('the server sent no connection_ack in time');
  });

  it('holds a stop back until the start is acknowledged, because an earlier one is lost', async () => {
    const { stop } = subscribe();
    await settle();
    last().accept();
    await settle();
    const id = last().sentOf('start')[0]?.id;
    stop();
    await settle();
    expect(last().sentOf('stop')).toEqual([]);
    last().say({ type: 'start_ack', id });
    expect(
      last()
        .sentOf('stop')
        .map((frame) => frame.id),
    ).toEqual([id]);
  });

  it('sends nothing for a subscription that is stopped before its token has come', async () => {
    await live();
    let release = (_token: string): void => {};
    token = () => new Promise((resolve) => (release = resolve));
    const { stop } = subscribe();
    await settle();
    stop();
    release('late');
    await settle();
    expect(last().sentOf('start')).toHaveLength(1);
    expect(last().sentOf('stop')).toHaveLength(0);
  });

  it('keeps the socket for a moment after the last subscription, then closes it', async () => {
    const { stop, socket } = await live();
    stop();
    await settle(900);
    expect(socket.readyState).toBe(1);
    await settle(200);
    expect(socket.readyState).toBe(3);
    expect(pool.state.current).toBe('idle');
  });

  it('asks for another token at once when the connection is refused, and gives up when three were refused', async () => {
    const { heard } = subscribe();
    await settle();
    const refusal = {
      type: 'connection_error',
      payload: { errors: [{ errorType: 'UnauthorizedException', message: 'no', errorCode: 401 }] },
    };
    last().readyState = 1;
    last().onopen?.();
    last().say(refusal);
    for (const rejected of ['token-1', 'token-2']) {
      // The first time at once, then after a wait.
      await settle(rejected === 'token-1' ? 0 : 1000);
      expect(asked.at(-1)).toBe(rejected);
      last().readyState = 1;
      last().onopen?.();
      last().say(refusal);
    }
    await settle(60_000);
    expect(heard).toEqual(['failed: UnauthorizedException']);
    expect(ScriptedSocket.all).toHaveLength(3);
  });

  it('tries again when no token can be had for now, and fails when none can be had any more', async () => {
    token = () => Promise.reject(new Error('offline'));
    const { heard } = subscribe();
    await settle(5000);
    expect(heard).toEqual([]);
    expect(asked.length).toBeGreaterThan(1);
    token = () => Promise.reject(new Error('revoked'));
    await settle(60_000);
    expect(heard).toEqual(['failed: cannot connect: revoked']);
  });

  it('starts a refused subscription once more with another token, then reports', async () => {
    const { heard } = subscribe();
    await settle();
    last().accept();
    await settle();
    const refuse = (): void => {
      const id = last().sentOf('start').at(-1)?.id;
      last().say({ type: 'error', id, payload: { errors: [{ errorType: 'Unauthorized', message: 'no' }] } });
    };
    refuse();
    await settle();
    expect(asked).toEqual([undefined, undefined, 'token-2']);
    refuse();
    await settle();
    expect(heard).toEqual(['failed: Unauthorized']);
  });

  it('reports an error of the server without giving up the others', async () => {
    const other = await live();
    const { heard } = subscribe();
    await settle();
    const id = last().sentOf('start').at(-1)?.id;
    last().say({ type: 'error', id, payload: { errors: { errorType: 'BadRequest', message: 'lockerId' } } });
    await settle();
    expect(heard).toEqual(['failed: BadRequest']);
    other.socket.say({ type: 'data', id: other.id, payload: { data: { s: 2 } } });
    expect(other.heard).toEqual(['started', 'next']);
  });

  it('hears when the server ends a subscription', async () => {
    const { heard, socket, id } = await live();
    socket.say({ type: 'complete', id });
    await settle();
    expect(heard).toEqual(['started', 'completed']);
  });

  it('opens a second connection beyond a hundred subscriptions', async () => {
    for (let index = 0; index < 101; index++) subscribe();
    await settle();
    expect(ScriptedSocket.all).toHaveLength(2);
  });

  it('learns that a connection takes fewer than a hundred', async () => {
    await live();
    const { heard } = subscribe();
    await settle();
    const id = last().sentOf('start').at(-1)?.id;
    last().say({
      type: 'error',
      id,
      payload: {
        errors: {
          errorType: 'MaxSubscriptionsReachedError',
          message: 'Max number of 1 subscriptions reached',
        },
      },
    });
    await settle();
    expect(ScriptedSocket.all).toHaveLength(2);
    last().accept();
    await settle();
    last().say({ type: 'start_ack', id: last().sentOf('start')[0]?.id });
    expect(heard).toEqual(['started']);
    subscribe();
    await settle();
    expect(ScriptedSocket.all[0]?.sentOf('start')).toHaveLength(2);
    expect(ScriptedSocket.all[1]?.sentOf('start')).toHaveLength(2);
  });

  it('fails what is running when the client is closed, and leaves no timer behind', async () => {
    const { heard, socket } = await live();
    pool.close();
    await settle();
    expect(heard).toEqual(['started', 'failed: the client was closed']);
    expect(socket.readyState).toBe(3);
    await settle(1000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
