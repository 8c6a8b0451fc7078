import { describe, expect, it } from 'vitest';
import { wholeAnswer } from '../signed-fetch.ts';
import { connectEdgeStore } from './edge-store.ts';
import { createFailover, lookOut, rereadMs } from './failover.ts';
import { holdHealthCheck } from './health-check.ts';

/** One Region's function, Route 53's answer and the edge's store. */
const start = (stored = 'primary') => {
  const state = {
    active: 'primary',
    stored: stored as string | undefined,
    now: 0,
    isStoreUp: true,
    isControlPlaneUp: true,
  };
  const did: string[] = [];
  const look = createFailover({
    activeRegion: async () => state.active,
    primary: 'primary',
    store: {
      async read() {
        did.push('read');
        return state.stored;
      },
      async write(region) {
        if (!state.isStoreUp) throw new Error('412');
        did.push(`write ${region}`);
        state.stored = region;
      },
    },
    async holdPrimary() {
      if (!state.isControlPlaneUp) throw new Error('503');
      did.push('hold');
    },
    moved: (region) => did.push(`moved ${region}`),
    now: () => state.now,
  });
  return { state, did, look };
};

describe('a look at which Region is active', () => {
  it('asks the store once an hour, and does nothing while everything is as it was', async () => {
    const { state, did, look } = start();
    for (state.now = 0; state.now < rereadMs; state.now += 60_000) await look();
    expect(did).toEqual(['read']);
    await look();
    expect(did).toEqual(['read', 'read']);
  });

  it('leads the edge to the standby, then holds the primary, once', async () => {
    const { state, did, look } = start();
    await look();
    state.active = 'standby';
    await look();
    await look();
    expect(did).toEqual(['read', 'write standby', 'moved standby', 'hold']);
  });

  it('leads back when the name does, and holds nothing', async () => {
    const { state, did, look } = start('standby');
    await look();
    expect(did).toEqual(['read', 'write primary', 'moved primary']);
    expect(state.stored).toBe('primary');
  });

  it('holds no primary that a person has let go, whoever looks first', async () => {
    const { state, did, look } = start('standby');
    state.active = 'standby';
    await look();
    expect(did).toEqual(['read']);
  });

  it('writes where nothing was written', async () => {
    const { state, look } = start();
    state.stored = undefined;
    await look();
    expect(state.stored).toBe('primary');
  });

  it('reads again when another was faster, and holds all the same', async () => {
    const { state, did, look } = start();
    await look();
    Object.assign(state, { active: 'standby', isStoreUp: false });
    await expect(look()).rejects.toThrow('412');
    Object.assign(state, { stored: 'standby', isStoreUp: true });
    await look();
    expect(did).toEqual(['read', 'read', 'hold']);
  });

  it('moves the edge without Route 53’s control plane, and holds when that is there again', async () => {
    const { state, did, look } = start();
    await look();
    Object.assign(state, { active: 'standby', isControlPlaneUp: false });
    await expect(look()).rejects.toThrow('503');
    expect(state.stored).toBe('standby');
    await expect(look()).rejects.toThrow('503');
    state.isControlPlaneUp = true;
    await look();
    await look();
    expect(did).toEqual(['read', 'write standby', 'moved standby', 'hold']);
  });

  it('holds no longer what is active again', async () => {
    const { state, did, look } = start();
    await look();
    Object.assign(state, { active: 'standby', isControlPlaneUp: false });
    await expect(look()).rejects.toThrow('503');
    Object.assign(state, { active: 'primary', isControlPlaneUp: true });
    await look();
    expect(did).toEqual(['read', 'write standby', 'moved standby', 'write primary', 'moved primary']);
  });
});

describe('a lookout', () => {
  const run = async (outcomes: string) => {
    let now = 0;
    let looks = 0;
    const failures: unknown[] = [];
    const ended = lookOut({
      async look() {
        looks += 1;
        if (outcomes[looks - 1] === '-') throw new Error(`look ${looks}`);
      },
      everyMs: 5_000,
      forMs: 20_000,
      wait: async (milliseconds) => (now += milliseconds),
      now: () => now,
      failed: (error) => failures.push(error),
    });
    const error = await ended.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { looks, failures: failures.length, error, now };
  };

  it('looks at the beginning, at the end and in between', async () => {
    expect(await run('+++++')).toEqual({ looks: 5, failures: 0, error: undefined, now: 20_000 });
  });

  it('goes on after a look that failed', async () => {
    expect(await run('+-+-+')).toEqual({ looks: 5, failures: 2, error: undefined, now: 20_000 });
  });

  it('fails where it ends blind', async () => {
    expect(await run('++++-')).toMatchObject({ looks: 5, failures: 0, error: new Error('look 5') });
  });
});

describe('the edge’s store', () => {
  const arn = 'arn:aws:cloudfront::123456789012:key-value-store/8d0ea20b-0800-4f8e-8a4c-a6a2a7d8cd3f';
  const store = `https://123456789012.cloudfront-kvs.global.api.aws/key-value-stores/${encodeURIComponent(arn)}`;
  const against = (...answers: readonly Response[]) => {
    const asked: unknown[] = [];
    const edge = connectEdgeStore({
      arn,
      key: 'graphql',
      fetch: async ({ url, ...request }) => {
        asked.push({ url: url.href, ...request });
        return wholeAnswer(answers[asked.length - 1]!);
      },
    });
    return { edge, asked };
  };

  it('is read at the account’s host, by the store’s ARN', async () => {
    const { edge, asked } = against(Response.json({ Key: 'graphql', Value: 'eu-central-1' }));
    expect(await edge.read()).toBe('eu-central-1');
    expect(asked).toEqual([{ url: `${store}/keys/graphql`, method: 'GET' }]);
  });

  it('may have nothing yet', async () => {
    expect(await against(new Response('', { status: 404 })).edge.read()).toBeUndefined();
  });

  it('is written by the version that was asked for before', async () => {
    const { edge, asked } = against(Response.json({}, { headers: { etag: 'ETV1' } }), Response.json({}));
    await edge.write('eu-west-1');
    expect(asked).toEqual([
      { url: store, method: 'GET' },
      {
        url: `${store}/keys/graphql`,
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': 'ETV1' },
        body: '{"Value":"eu-west-1"}',
      },
    ]);
  });

  it.each([409, 412, 500])('says so where it is not written: HTTP %i', async (status) => {
    const { edge } = against(Response.json({}, { headers: { etag: 'ETV1' } }), new Response('', { status }));
    await expect(edge.write('eu-west-1')).rejects.toThrow(`HTTP ${status}`);
  });

  it('is not written without a version', async () => {
    await expect(against(Response.json({})).edge.write('eu-west-1')).rejects.toThrow('version');
  });
});

describe('the health check of the primary Region', () => {
  it('is held so that it is unhealthy whatever the Region answers', async () => {
    const asked: unknown[] = [];
    await holdHealthCheck({
      id: 'abc',
      fetch: async (request) => {
        asked.push(request);
        return wholeAnswer(new Response());
      },
    });
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: new URL('https://route53.amazonaws.com/2013-04-01/healthcheck/abc'),
        body: expect.stringContaining('<Inverted>true</Inverted><Disabled>true</Disabled>') as unknown,
      },
    ]);
  });

  it('says so where Route 53 refuses', async () => {
    const refused = () => wholeAnswer(new Response('', { status: 403 }));
    await expect(holdHealthCheck({ id: 'abc', fetch: refused })).rejects.toThrow('HTTP 403');
  });
});
