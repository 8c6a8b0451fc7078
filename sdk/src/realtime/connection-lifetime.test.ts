// What a connection leaves behind: timers, listeners, tokens in texts, and a state to show.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAbortError } from '../errors/abort-error.ts';
import { isSubscriptionError } from '../errors/subscription-error.ts';
import { isUsageError } from '../errors/usage-error.ts';
import { last, restoreTheWorld, scriptedPool, scriptTheWorld, settle } from '../../test/scripted-pool.ts';
import { ScriptedSocket } from '../../test/scripted-socket.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { ConnectionChange } from './connection-state.ts';
import type { RealtimeEvent } from '../transport/realtime-event.ts';
import { iterateSubscription, type SubscribeOptions } from './subscription.ts';

describe('a connection', () => {
  let pool: ConnectionPool;
  let changes: ConnectionChange[];
  let events: RealtimeEvent[];
  let Socket: typeof ScriptedSocket;
  let token: string;
  let graphqlUrl: string;

  const makePool = (): void => {
    pool = scriptedPool({
      graphqlUrl,
      onEvent: (event) => events.push(event),
      webSocket: () => Socket as never,
      accessToken: () => token,
      isPermanent: () => false,
    });
    changes = [];
    pool.state.onChange((change) => changes.push(change));
  };

  beforeEach(() => {
    scriptTheWorld();
    events = [];
    Socket = ScriptedSocket;
    token = 'the-token';
    graphqlUrl = 'https://api.test/graphql';
    makePool();
  });
  afterEach(() => {
    pool.close();
    restoreTheWorld();
  });

  const follow = (options?: SubscribeOptions, variables: Record<string, unknown> = {}) =>
    iterateSubscription(pool, 'S', { query: 'subscription S { s }', variables }, options);
  /** Accepts the connection, and the subscription with this id. */
  const begin = async (id = '1'): Promise<void> => {
    last().accept();
    await settle();
    last().say({ type: 'start_ack', id });
    await settle();
  };

  it('that nobody waits for any more keeps no timer and no socket, and counts as idle', async () => {
    const subscription = follow();
    await settle();
    await subscription.return();
    await settle(1001);
    expect(last().readyState).toBe(3);
    expect(pool.state.current).toBe('idle');
    expect(vi.getTimerCount()).toBe(0);
    await settle(60_000);
    expect(ScriptedSocket.all).toHaveLength(1);
  });

  it('that was lost is not waited for when its last subscription ends meanwhile', async () => {
    const subscription = follow();
    await settle();
    await begin();
    for (let lost = 0; lost < 6; lost++) {
      last().break();
      await settle(lost < 5 ? 30_000 : 0);
    }
    expect(pool.state.current).toBe('reconnecting');
    await subscription.return();
    await settle(1000);
    expect(vi.getTimerCount()).toBe(0);
    expect(pool.state.current).toBe('idle');

    const again = follow();
    await settle();
    await begin('2');
    await expect(again.started).resolves.toBeUndefined();
  });

  it('that is under way serves whoever subscribes within the moment that it is kept', async () => {
    await Promise.all([settle(), follow().return()]);
    await settle(500);
    const second = follow();
    await settle(5_000);
    expect(ScriptedSocket.all).toHaveLength(1);
    await begin('2');
    await expect(second.started).resolves.toBeUndefined();
  });

  it.each(['connecting', 'connected', 'reconnecting'] as const)(
    'that is %s when the client is closed leaves no timer and is idle',
    async (state) => {
      const subscription = follow();
      await settle();
      if (state !== 'connecting') await begin();
      if (state === 'reconnecting') last().break();
      await settle();
      expect(pool.state.current).toBe(state);
      const ending = subscription.next().catch((error: unknown) => error);
      pool.close();
      await settle();
      expect(isSubscriptionError(await ending)).toBe(true);
      expect(pool.state.current).toBe('idle');
      await settle();
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('that was refused for good is made again at once for whoever subscribes next', async () => {
    const first = follow();
    await settle();
    await begin();
    last().break();
    await settle(1000);
    last().break(1008);
    expect(isSubscriptionError(await first.next().catch((error: unknown) => error))).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    changes.length = 0;
    const second = follow();
    await settle();
    expect(ScriptedSocket.all).toHaveLength(3);
    await begin('2');
    await expect(second.started).resolves.toBeUndefined();
    expect(changes.map(({ state }) => state)).toEqual(['connecting', 'connected']);
  });

  it('is not opened when the client is closed by whoever hears that it is about to be', async () => {
    pool.state.onChange(({ state }) => state === 'connecting' && pool.close());
    const subscription = follow();
    expect(isSubscriptionError(await subscription.next().catch((error: unknown) => error))).toBe(true);
    await settle();
    expect(ScriptedSocket.all).toEqual([]);
    expect(pool.state.current).toBe('idle');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not opened again when the client is closed as the next attempt begins', async () => {
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    follow();
    await settle();
    last().break();
    await settle();
    page.dispatchEvent(new Event('online'));
    pool.close();
    await settle(60_000);
    expect(ScriptedSocket.all).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
    vi.unstubAllGlobals();
  });

  it('comes back as soon as the browser is online', async () => {
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    follow();
    await settle();
    last().break();
    await settle();
    expect(ScriptedSocket.all).toHaveLength(1);
    page.dispatchEvent(new Event('online'));
    await settle();
    expect(ScriptedSocket.all).toHaveLength(2);
    vi.unstubAllGlobals();
  });

  it('says of a WebSocket that cannot be made neither its URL nor its subprotocols: they hold the token', async () => {
    Socket = class extends ScriptedSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        throw new SyntaxError(`The subprotocol '${protocols[1]}' of ${url} is invalid`);
      }
    };
    follow();
    await settle();
    expect(changes.at(-1)).toEqual({
      state: 'reconnecting',
      reason: 'the connection was closed with code 1006 (SyntaxError while opening the WebSocket)',
    });
  });

  it.each([
    ['a token that no header can hold', () => (token = 'eyJ…')],
    ['a URL that is none', () => (graphqlUrl = 'http://[')],
  ])('fails for good on %s', async (_name, spoil) => {
    spoil();
    makePool();
    const error: unknown = await follow()
      .next()
      .catch((reason: unknown) => reason);
    expect(isSubscriptionError(error)).toBe(true);
    expect(String(error)).not.toContain('eyJ');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('outlives listeners that throw', async () => {
    const thrown: unknown[] = [];
    vi.stubGlobal('queueMicrotask', (task: () => void) => {
      try {
        task();
      } catch (error) {
        thrown.push(error);
      }
    });
    const ignore = pool.state.onChange(() => {
      throw new Error('listener');
    });
    const later = vi.fn();
    pool.state.onChange(later);
    const subscription = follow({
      onStarted: () => {
        throw new Error('onStarted');
      },
    });
    await settle();
    await begin();
    last().say({ type: 'data', id: '1', payload: { data: { s: 1 } } });
    expect(await subscription.next()).toEqual({ value: { s: 1 }, done: false });
    expect(later).toHaveBeenCalledWith({ state: 'connected' });
    expect(thrown.map((error) => (error as Error).message)).toEqual(['listener', 'listener', 'onStarted']);
    ignore();
    vi.unstubAllGlobals();
  });

  it('that has gone silent is dropped, where the WebSocket can do that, instead of asked to close', async () => {
    const terminate = vi.fn();
    Socket = class extends ScriptedSocket {
      terminate = terminate;
    };
    follow();
    await settle();
    last().accept(1000);
    await settle(1000);
    expect(terminate).toHaveBeenCalledOnce();
  });

  it('leaves no listener on the signal of a subscription that is over', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    for (let count = 0; count < 20; count++) await follow({ signal }).return();
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
  });

  it('is not opened for a signal that was aborted before, nor for options or variables that are wrong', async () => {
    const error: unknown = await follow({ signal: AbortSignal.abort() })
      .next()
      .catch((reason: unknown) => reason);
    expect(isAbortError(error)).toBe(true);
    for (const bufferSize of [0, -1, 1.5, Number.NaN])
      expect(() => follow({ bufferSize })).toThrow(/`bufferSize` must be a positive integer/);
    expect(() => follow({ buffersize: 1 } as never)).toThrow(/Did you mean `bufferSize`/);
    let refusal: unknown;
    try {
      follow({}, { big: 1n });
    } catch (reason) {
      refusal = reason;
    }
    expect(isUsageError(refusal)).toBe(true);
    await settle();
    expect(ScriptedSocket.all).toEqual([]);
  });

  it('gives each call of next its own event, in the order of the calls', async () => {
    const subscription = follow();
    await settle();
    await begin();
    const both = Promise.all([subscription.next(), subscription.next()]);
    for (const s of [1, 2]) last().say({ type: 'data', id: '1', payload: { data: { s } } });
    expect((await both).map(({ value }) => value)).toEqual([{ s: 1 }, { s: 2 }]);
    const waiting = Promise.all([subscription.next(), subscription.next()]);
    await subscription.return();
    expect((await waiting).map(({ done }) => done)).toEqual([true, true]);
  });
});
