/** What a test makes for itself in a running sandbox, and that nobody else's test sees it. */
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox, type SandboxClient, type SandboxUser } from '../../src/index.ts';
import { tokenOf } from '../sign-in.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
});
afterAll(() => sandbox.close());

/** A partner's program. */
async function programOf({ clientId, clientSecret, apiKey }: SandboxClient) {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(sandbox.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return async (path: string, body?: object) => {
    const answer = await fetch(`${sandbox.restUrl}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'x-api-key': apiKey,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'idempotency-key': `key-of-${clientId}-0001` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

async function queryAs(user: SandboxUser, query: string): Promise<unknown> {
  const authorization = await tokenOf(sandbox, user);
  const response = await fetch(sandbox.graphqlUrl, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

const announcement = (lockerId: string) => ({
  lockerId,
  size: 'small',
  recipient: { name: 'Ada Lovelace' },
  expectedOn: new Date().toISOString().slice(0, 10),
});

describe('a partner of a test', () => {
  it('has everything of its own, and sees nothing of another’s', async () => {
    const [one, other, locker] = await Promise.all([sandbox.partner(), sandbox.partner(), sandbox.locker()]);
    const [asOne, asOther] = await Promise.all([programOf(one), programOf(other)]);
    const announced = await asOne('/deliveries', announcement(locker.lockerId));
    expect(announced.status).toBe(201);
    const id = String(announced.body['id']);
    expect((await asOne('/deliveries')).body['data']).toMatchObject([{ id }]);
    expect((await asOther('/deliveries')).body['data']).toEqual([]);
    expect((await asOther(`/deliveries/${id}`)).status).toBe(404);
  });

  it('has its own key: another’s token does not go with it', async () => {
    const [one, other] = await Promise.all([sandbox.partner(), sandbox.partner()]);
    const mixed = await programOf({ ...one, apiKey: other.apiKey });
    // The gateway asks for a key of everybody who lists deliveries, and of nobody who lists lockers.
    for (const path of ['/deliveries', '/lockers']) {
      expect(await mixed(path)).toMatchObject({ status: 403, body: { code: 'api_key_mismatch' } });
    }
    const unknown = await programOf({ ...one, apiKey: 'no-key-of-anybody' });
    expect((await unknown('/deliveries')).body).toMatchObject({ code: 'invalid_api_key' });
    expect((await unknown('/lockers')).body).toMatchObject({ code: 'api_key_mismatch' });
  });

  it('has a name and everything else of its own', async () => {
    const { name } = await sandbox.partner({ name: 'Parcels of this test' });
    expect(name).toBe('Parcels of this test');
    const partners = await Promise.all(Array.from({ length: 20 }, () => sandbox.partner()));
    expect(
      new Set(partners.flatMap(({ partnerId, clientId, apiKey }) => [partnerId, clientId, apiKey])).size,
    ).toBe(60);
  });
});

describe('a locker of a test', () => {
  it('is online and has the compartments that were asked for', async () => {
    const { lockerId, buildingId, compartments } = await sandbox.locker({ compartments: { medium: 3 } });
    expect(compartments.map(({ size, number }) => `${number} ${size}`)).toEqual([
      '1 medium',
      '2 medium',
      '3 medium',
    ]);
    const asPartner = await programOf(await sandbox.partner());
    expect((await asPartner(`/lockers/${lockerId}`)).body).toMatchObject({
      id: lockerId,
      buildingId,
      status: 'online',
      available: { small: 0, medium: 3, large: 0 },
    });
  });

  it('has a controller that the broker lets in', async () => {
    const { device } = await sandbox.locker();
    const client = await connectAsync(sandbox.mqttUrl, { ...device, reconnectPeriod: 0 });
    expect(client.connected).toBe(true);
    await client.endAsync();
  });
});

describe('a person of a test', () => {
  it('signs in: a courier, with an authenticator app or without', async () => {
    for (const courier of [await sandbox.courier(), await sandbox.courier({ authenticator: true })]) {
      expect(await queryAs(courier, '{ me { id groups } }')).toEqual({
        data: { me: { id: courier.sub, groups: ['COURIER'] } },
      });
    }
  });

  it('looks after the buildings of a manager, and no others', async () => {
    const [own, foreign] = [await sandbox.locker(), await sandbox.locker()];
    const manager = await sandbox.manager({ buildings: [own.buildingId] });
    const nameOf = (lockerId: string): string => `{ getLocker(lockerId: "${lockerId}") { id } }`;
    expect(await queryAs(manager, nameOf(own.lockerId))).toEqual({
      data: { getLocker: { id: own.lockerId } },
    });
    expect(await queryAs(manager, nameOf(foreign.lockerId))).not.toMatchObject({
      data: { getLocker: { id: foreign.lockerId } },
    });
  });
});
