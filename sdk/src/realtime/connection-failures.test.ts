// What becomes of a connection that cannot be made, or that may have died unnoticed.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { last, restoreTheWorld, scriptedPool, scriptTheWorld, settle } from '../../test/scripted-pool.ts';
import { ScriptedSocket } from '../../test/scripted-socket.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { RealtimeEvent } from '../transport/realtime-event.ts';
import type { ConnectionPool, ConnectionPoolConfig } from './connection-pool.ts';

const operation = { name: 'S', query: 'subscription S { s }', variables: {} };

describe('a connection that cannot be made', () => {
  const page = new EventTarget();
  let events: RealtimeEvent[];
  const make = (config: Partial<ConnectionPoolConfig> = {}): ConnectionPool =>
    scriptedPool({ onEvent: (event) => events.push(event), ...config });
  const failureOf = (pool: ConnectionPool): Promise<{ reason: string; cause: unknown }> =>
    new Promise((resolve) => {
      const sink = { started() {}, next() {}, completed() {} };
      pool.subscribe(operation, { ...sink, failed: (reason, _errors, cause) => resolve({ reason, cause }) });
    });

  beforeEach(() => {
    scriptTheWorld();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    events = [];
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.unstubAllGlobals();
    restoreTheWorld();
  });

  it('for want of a WebSocket ends with the error that says so', async () => {
    const missing = new UsageError('There is no WebSocket here');
    const pool = make({
      webSocket: () => {
        throw missing;
      },
    });
    expect(await failureOf(pool)).toMatchObject({ cause: missing });
    expect(pool.state.current).toBe('idle');
  });

  it('since the token source throws, without a promise, is tried again or ends, as that error says', async () => {
    let error: Error = new Error('locked');
    const pool = make({
      accessToken: () => {
        throw error;
      },
    });
    const failure = failureOf(pool);
    await settle(10_000);
    expect(events.filter(({ type }) => type === 'connecting').length).toBeGreaterThan(2);
    error = new UsageError('revoked');
    await settle(30_000);
    expect(await failure).toMatchObject({ cause: error });
  });

  it('says why in its state and in the log, attempt by attempt', async () => {
    const pool = make();
    void failureOf(pool);
    await settle();
    last().break();
    expect([pool.state.current, pool.state.reason]).toEqual([
      'reconnecting',
      'the connection was closed with code 1006',
    ]);
    expect(events.at(-1)).toEqual({
      type: 'disconnected',
      reason: 'the connection was closed with code 1006',
      retryDelayMs: 1000,
    });
    await settle(1000);
    expect(events.at(-2)).toEqual({ type: 'connecting', attempt: 2 });
    last().accept();
    expect(pool.state.reason).toBeUndefined();
    pool.close();
  });

  it('within `connectTimeout` ends the subscription and says what stood in the way', async () => {
    const pool = make({ connectTimeoutMs: 5000 });
    const failure = failureOf(pool);
    await settle();
    last().break();
    await settle(5000);
    expect((await failure).reason).toBe(
      'not live within `connectTimeout` of 5000 ms: the connection was closed with code 1006',
    );
    await settle(1000);
  });

  it('that was connected is probed when the page is back, and opened again if nobody answers', async () => {
    const pool = make();
    void failureOf(pool);
    await settle();
    last().accept();
    await settle();
    const socket = last();
    const id = socket.sentOf('start')[0]?.id;
    socket.say({ type: 'start_ack', id });

    page.dispatchEvent(new Event('online'));
    const twin = socket.sentOf('start')[1];
    expect(twin?.id).not.toBe(id);
    expect(twin?.payload).toEqual(socket.sentOf('start')[0]?.payload);
    socket.say({ type: 'start_ack', id: twin?.id });
    expect(socket.sentOf('stop').map((frame) => frame.id)).toEqual([twin?.id]);
    await settle(60_000);
    expect(ScriptedSocket.all).toHaveLength(1);

    page.dispatchEvent(new Event('online'));
    await settle(5000 + 500);
    expect(ScriptedSocket.all).toHaveLength(2);
    expect(events).toContainEqual(
      expect.objectContaining({ reason: 'the server sent no response to a probe in time' }),
    );
    pool.close();
  });

  it('is probed too when the page comes to the front', async () => {
    const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
    vi.stubGlobal('document', document);
    const pool = make();
    void failureOf(pool);
    await settle();
    last().accept();
    await settle();
    last().say({ type: 'start_ack', id: last().sentOf('start')[0]?.id });
    document.dispatchEvent(new Event('visibilitychange'));
    expect(last().sentOf('start')).toHaveLength(1);
    document.visibilityState = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(last().sentOf('start')).toHaveLength(2);
    pool.close();
  });
});
