// Who answers the GraphQL API: how it is learned, and how a connection follows it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { last, restoreTheWorld, scriptedPool, scriptTheWorld, settle } from '../../test/scripted-pool.ts';
import { ScriptedSocket } from '../../test/scripted-socket.ts';
import { graphqlDiscoveryPath } from '../generated/environments.ts';
import type { ReceivedResponse } from '../transport/exchange.ts';
import type { Transport } from '../transport/transport-request.ts';
import type { RealtimeEvent } from '../transport/realtime-event.ts';
import { graphqlHostFinder, type GraphQLHost } from './graphql-host.ts';

const graphqlUrl = 'https://api.test/graphql';

describe('the host is', () => {
  const answers: (() => Response)[] = [];
  const transport = vi.fn<Transport>(async () => {
    const response = answers.shift()?.() ?? new Response(null, { status: 404 });
    return { response, body: await response.text() } as ReceivedResponse;
  });
  const named = (host: unknown, refreshSeconds: unknown = 60) =>
    answers.push(() => Response.json({ host, refreshSeconds }));
  beforeEach(() => {
    answers.length = 0;
    transport.mockClear();
  });

  it('what the document says at the origin of the URL, each time anew', async () => {
    const find = graphqlHostFinder(transport, graphqlUrl);
    named('one.test');
    named('two.test', 5);
    expect(await find()).toEqual({ host: 'one.test', refreshMs: 60_000 });
    expect(await find()).toEqual({ host: 'two.test', refreshMs: 5000 });
    // Whoever asks is not known: a browser sends it without asking first, and no token goes there.
    expect(transport.mock.lastCall?.[0]).toMatchObject({
      method: 'GET',
      url: `https://api.test${graphqlDiscoveryPath}`,
      auth: 'none',
      headers: {},
    });
  });

  it("the URL's own where there is no document, and it does not move", async () => {
    const find = graphqlHostFinder(transport, 'http://127.0.0.1:4015/graphql');
    expect(await find()).toEqual({ host: '127.0.0.1:4015' });
  });

  it.each<[string, () => Response]>([
    ['a fault', () => new Response(null, { status: 503 })],
    [
      'no response',
      () => {
        throw new Error('offline');
      },
    ],
    ['a page instead of a document', () => new Response('<html>')],
    ['null', () => Response.json(null)],
    ['a document without a host', () => Response.json({ refreshSeconds: 60 })],
    ['a host that is none', () => Response.json({ host: 1, refreshSeconds: 60 })],
  ])('what it was before after %s, and asked for again', async (_, answer) => {
    const find = graphqlHostFinder(transport, graphqlUrl);
    answers.push(answer);
    expect(await find()).toEqual({ host: 'api.test', refreshMs: 60_000 });
    named('one.test', 30);
    await find();
    answers.push(answer);
    expect(await find()).toEqual({ host: 'one.test', refreshMs: 30_000 });
  });

  it.each([undefined, 0, -1, 'soon', null])(
    'asked for at a pace that a server can bear, for %j',
    async (pace) => {
      const find = graphqlHostFinder(transport, graphqlUrl);
      named('one.test', pace);
      expect((await find()).refreshMs).toBeGreaterThanOrEqual(1000);
    },
  );
});

describe('a connection follows the host', () => {
  let host: GraphQLHost;
  let asked: number;
  let events: RealtimeEvent[];
  let pool: ReturnType<typeof scriptedPool>;
  const heard: string[] = [];

  beforeEach(() => {
    scriptTheWorld();
    events = [];
    heard.length = 0;
    host = { host: 'one.test', refreshMs: 60_000 };
    asked = 0;
    const graphqlHost = (): GraphQLHost => {
      asked++;
      return host;
    };
    pool = scriptedPool({ graphqlHost, onEvent: (event) => events.push(event) });
  });
  afterEach(() => {
    pool.close();
    restoreTheWorld();
  });

  const hostsOf = (socket: ScriptedSocket): unknown[] => {
    const header = socket.protocols.find((protocol) => protocol.startsWith('header-')) ?? '';
    const handshake = JSON.parse(Buffer.from(header.slice(7), 'base64url').toString()) as { host: string };
    const starts = socket.sentOf('start').map(({ payload }) => {
      const { authorization } = payload?.['extensions'] as { authorization: { host: string } };
      return authorization.host;
    });
    return [handshake.host, ...starts];
  };
  const follow = async (): Promise<void> => {
    pool.subscribe(
      { query: 'subscription S { s }', variables: {} },
      {
        started: () => heard.push('started'),
        next: () => heard.push('next'),
        completed: () => heard.push('completed'),
        failed: (reason) => heard.push(`failed: ${reason}`),
      },
    );
    await settle();
  };
  const begin = async (): Promise<void> => {
    last().accept();
    await settle();
    last().say({ type: 'start_ack', id: last().sentOf('start').at(-1)?.id });
    await settle();
  };

  it('that has moved while it was lost', async () => {
    await follow();
    await begin();
    const lost = last();
    expect(hostsOf(lost)).toEqual(['one.test', 'one.test']);
    host = { host: 'two.test', refreshMs: 60_000 };
    lost.break();
    await settle(30_000);
    await begin();
    expect(hostsOf(last())).toEqual(['two.test', 'two.test']);
    expect(heard).toEqual(['started', 'started']);
  });

  it('that moves while it is open, to a server that goes on saying that it is alive', async () => {
    await follow();
    await begin();
    const left = last();
    await settle(60_000);
    expect(ScriptedSocket.all).toEqual([left]);
    host = { host: 'two.test', refreshMs: 60_000 };
    left.say({ type: 'ka' });
    await settle(60_000);
    expect(left.readyState).toBe(3);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'disconnected', reason: expect.stringContaining('another Region') }),
    );
    await settle(30_000);
    await begin();
    expect(hostsOf(last())).toEqual(['two.test', 'two.test']);
    expect(heard).toEqual(['started', 'started']);
  });

  it('that an edge leads to before the document names it, whatever it is refused with meanwhile', async () => {
    await follow();
    last().readyState = 1;
    last().onopen?.();
    last().say({ type: 'connection_error', payload: { errors: [{ errorCode: 400, message: 'no' }] } });
    host = { host: 'two.test', refreshMs: 60_000 };
    await settle(30_000);
    await begin();
    expect(hostsOf(last())).toEqual(['two.test', 'two.test']);
    expect(heard).toEqual(['started']);
  });

  it('and asks for none that does not move, nor after it has ended', async () => {
    host = { host: 'one.test' };
    await follow();
    await begin();
    await settle(120_000);
    expect(asked).toBe(1);
    pool.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(heard).toEqual(['started', 'failed: the client was closed']);
  });
});
