import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox.ts';
import type { Sandbox, SandboxUser } from '../../src/sandbox.ts';
import { onHop } from '../../src/support/trace.ts';
import { tokenOf } from '../sign-in.ts';

describe('people on the composed sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  afterAll(() => sandbox.close());

  const inGroup = (group: string): SandboxUser =>
    sandbox.users.find(({ groups }) => groups.includes(group)) as SandboxUser;

  async function query(token: string, text: string): Promise<unknown> {
    const response = await fetch(sandbox.graphqlUrl, {
      method: 'POST',
      headers: { authorization: token, 'content-type': 'application/json' },
      body: JSON.stringify({ query: text }),
    });
    return response.json();
  }

  it('sign in with the generated passwords and ask the GraphQL API who they are', async () => {
    for (const group of ['courier', 'manager']) {
      const user = inGroup(group);
      expect(await query(await tokenOf(sandbox, user), '{ me { id groups } }')).toEqual({
        data: { me: { id: user.sub, groups: [group.toUpperCase()] } },
      });
    }
  });

  it('see over the stream and the GraphQL API what a partner does over REST, who sees what they do', async () => {
    const hops: string[] = [];
    let fannedOut: () => void;
    const fanout = new Promise<void>((resolve) => {
      fannedOut = resolve;
    });
    const stop = onHop(({ hop, detail }) => {
      hops.push(`${hop} ${detail}`);
      if (detail.endsWith('to stream-fanout')) fannedOut();
    });
    const [client] = sandbox.clients;
    const headers = {
      authorization: `Bearer ${await fetch(sandbox.tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: client?.clientId ?? '',
          client_secret: client?.clientSecret ?? '',
        }),
      }).then(async (response) => ((await response.json()) as { access_token: string }).access_token)}`,
      'x-api-key': client?.apiKey ?? '',
    };
    const { data: lockers } = (await (
      await fetch(`${sandbox.restUrl}/lockers?limit=20`, { headers })
    ).json()) as {
      data: { id: string; status: string; available: { medium: number } }[];
    };
    const free = lockers.find(({ status, available }) => status === 'online' && available.medium > 0);
    const announced = await fetch(`${sandbox.restUrl}/deliveries`, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'idempotency-key': `announce-${Date.now()}`,
      },
      body: JSON.stringify({
        lockerId: free?.id,
        size: 'medium',
        recipient: { name: 'Ada Lovelace' },
        expectedOn: new Date().toISOString().slice(0, 10),
      }),
    });
    const body = await announced.text();
    expect(announced.status, body).toBe(201);
    const { id } = JSON.parse(body) as { id: string };
    const admin = await tokenOf(sandbox, inGroup('admin'));
    expect(
      await query(admin, `{ getDelivery(deliveryId: "${id}") { status lockerId recipient { name } } }`),
    ).toEqual({
      data: { getDelivery: { status: 'ANNOUNCED', lockerId: free?.id, recipient: { name: 'Ada Lovelace' } } },
    });
    const mutation = `mutation { markDelivered(input: { clientMutationId: "people-${id}", deliveryId: "${id}" }) { status } }`;
    expect(await query(admin, mutation)).toEqual({ data: { markDelivered: { status: 'DELIVERED' } } });
    const seen = await fetch(`${sandbox.restUrl}/deliveries/${id}`, { headers });
    expect(await seen.json()).toMatchObject({ id, status: 'delivered', lockerId: free?.id });
    await fanout;
    stop();
    expect(hops).toContainEqual(expect.stringMatching(/^dynamodb-stream northwind: \d+ to stream-fanout$/));
    expect(
      sandbox
        .logs()
        .filter(({ functionName, text }) => functionName === 'stream-fanout' && text.startsWith('ERROR')),
    ).toEqual([]);
  });
});
