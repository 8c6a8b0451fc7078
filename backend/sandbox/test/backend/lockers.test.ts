import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basePath } from '../../../src/generated/manifest.ts';
import { userItem } from '../../../src/data/items.ts';
import { newUser } from '../../../src/domain/user.ts';
import { mendFreeCounts } from '../../../src/data/free-counts.ts';
import { eventsAfter, lockerPartition, sequenceKey } from '../../../src/data/keys.ts';
import type { Delivery, DeliveryPage, Locker, LockerPage } from '../../../src/generated/operations.ts';
import { admin, identifier, manager, partner, startBackend, type Backend } from './fixture.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

const building = identifier('bld', 1);
const otherBuilding = identifier('bld', 2);
const thirdBuilding = identifier('bld', 3);
const address = { line1: 'Hafenstraße 1', postalCode: '20457', city: 'Hamburg', country: 'DE' };

const installLocker = async (
  compartments = { small: 2, medium: 1, large: 0 },
  buildingId = building,
  status?: string,
): Promise<Locker> => {
  const body = { buildingId, name: 'Lobby', address, compartments };
  const created = await backend.call<Locker>('createLocker', { caller: admin, body });
  expect(created.status).toBe(201);
  if (status === undefined) return created.body;
  const changed = await backend.call<Locker>('updateLocker', {
    caller: admin,
    path: { lockerId: created.body.id },
    headers: { 'If-Match': created.headers['ETag'] ?? '' },
    body: { status },
  });
  expect(changed.status).toBe(200);
  return changed.body;
};

/** What a list says of it is the same. */
const readLocker = async (lockerId: string): Promise<Locker> => {
  const { body } = await backend.call<Locker>('getLocker', { caller: admin, path: { lockerId } });
  const { compartments: _compartments, ...summary } = body;
  const query = { buildingId: body.buildingId, limit: '100' };
  const listed = await backend.call<LockerPage>('listLockers', { caller: admin, query });
  expect(listed.body.data.find(({ id }) => id === lockerId)).toEqual(summary);
  return body;
};

/** So many days after today, in UTC. */
const dayAfter = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const announcement = (lockerId: string, size = 'small') => ({
  lockerId,
  size,
  recipient: { name: 'Ada Example' },
  expectedOn: dayAfter(7),
});

const eventsOf = async (lockerId: string): Promise<Record<string, unknown>[]> => {
  const { from, to } = eventsAfter(0);
  const { Items = [] } = await backend.tableClient.client.send(
    new QueryCommand({
      TableName: backend.tableClient.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': lockerPartition(lockerId), ':from': from, ':to': to },
    }),
  );
  return Items;
};

it('counts again what is free where the items of a lost Region arrived apart', async () => {
  const { id: lockerId } = await installLocker({ small: 2, medium: 1, large: 0 }, building, 'online');
  await backend.call('createDelivery', { caller: partner(1), body: announcement(lockerId) });
  const { client, name: TableName } = backend.tableClient;
  const { pk, sk } = sequenceKey(lockerId);
  await client.send(
    new UpdateCommand({
      TableName,
      Key: { pk, sk },
      UpdateExpression: 'SET freeSmall = :before',
      ExpressionAttributeValues: { ':before': 2 },
    }),
  );
  await expect(readLocker(lockerId)).rejects.toThrow();
  expect(await mendFreeCounts(backend.tableClient, { apply: false })).toEqual([lockerId]);
  expect(await mendFreeCounts(backend.tableClient)).toEqual([lockerId]);
  expect((await readLocker(lockerId)).available).toEqual({ small: 1, medium: 1, large: 0 });
  expect(await mendFreeCounts(backend.tableClient)).toEqual([]);
});

describe('a delivery', () => {
  it('takes the smallest compartment that fits and gives it back when it is cancelled', async () => {
    const caller = partner(1);
    const { id: lockerId } = await installLocker({ small: 1, medium: 1, large: 1 }, building, 'online');
    const first = await backend.call<Delivery>('createDelivery', {
      caller,
      body: announcement(lockerId, 'medium'),
    });
    expect(first).toMatchObject({
      status: 201,
      body: { size: 'medium', status: 'announced', buildingId: building },
    });
    expect(first.headers['Location']).toBe(`${basePath}/deliveries/${first.body.id}`);
    const second = await backend.call<Delivery>('createDelivery', {
      caller,
      body: announcement(lockerId, 'medium'),
    });
    expect(second.body.size).toBe('large');
    const full = await backend.refused('createDelivery', { caller, body: announcement(lockerId, 'medium') });
    expect(full.body).toMatchObject({ status: 409, code: 'no_compartment_available' });
    expect((await readLocker(lockerId)).available).toEqual({ small: 1, medium: 0, large: 0 });

    const path = { deliveryId: first.body.id };
    const cancelled = await backend.call<Delivery>('cancelDelivery', { caller, path });
    expect(cancelled).toMatchObject({ status: 200, headers: { ETag: '"2"' }, body: { status: 'cancelled' } });
    expect((await readLocker(lockerId)).available).toEqual({ small: 1, medium: 1, large: 0 });
    expect((await backend.refused('cancelDelivery', { caller, path })).body.code).toBe(
      'delivery_not_cancellable',
    );
    expect(
      (await eventsOf(lockerId)).map(({ sequence, type, deliveryId }) => ({ sequence, type, deliveryId })),
    ).toEqual([
      { sequence: 1, type: 'delivery_announced', deliveryId: first.body.id },
      { sequence: 2, type: 'delivery_announced', deliveryId: second.body.id },
      { sequence: 3, type: 'delivery_cancelled', deliveryId: first.body.id },
    ]);
  });

  it('never shares a compartment, however many are announced at once', async () => {
    const { id: lockerId } = await installLocker({ small: 3, medium: 1, large: 1 }, building, 'online');
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        backend.call<Delivery>('createDelivery', {
          caller: partner(1 + (index % 3)),
          body: announcement(lockerId),
        }),
      ),
    );
    const announced = replies.filter(({ status }) => status === 201);
    expect(announced).toHaveLength(5);
    expect(new Set(announced.map(({ body }) => body.compartmentId)).size).toBe(5);
    expect(replies.filter(({ status }) => status !== 201).map(({ status }) => status)).toEqual([
      409, 409, 409,
    ]);
    const locker = await readLocker(lockerId);
    expect(locker.available).toEqual({ small: 0, medium: 0, large: 0 });
    expect(locker.compartments.every(({ status }) => status === 'reserved')).toBe(true);
    expect((await eventsOf(lockerId)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is refused by a locker that is not online or not there', async () => {
    const caller = partner(1);
    const { id: offline } = await installLocker();
    const refused = await backend.refused('createDelivery', { caller, body: announcement(offline) });
    expect(refused.body).toMatchObject({ status: 409, code: 'locker_not_online' });
    const unknown = await backend.refused('createDelivery', {
      caller,
      body: announcement(identifier('lkr', 999)),
    });
    expect(unknown.body).toMatchObject({ status: 400, errors: [{ pointer: '/lockerId' }] });
  });

  it.each([-1, 31])('is refused for the day that is %i days from today', async (days) => {
    const { id } = await installLocker({ small: 1, medium: 0, large: 0 }, building, 'online');
    const body = { ...announcement(id), expectedOn: dayAfter(days) };
    const { body: problem } = await backend.refused('createDelivery', { caller: partner(1), body });
    expect(problem).toMatchObject({ status: 400, errors: [{ pointer: '/expectedOn' }] });
    expect((await readLocker(id)).available.small).toBe(1);
  });

  it('leaves compartments to the other partners', async () => {
    const { id } = await installLocker({ small: 22, medium: 0, large: 0 }, building, 'online');
    const announce = (number: number) => ({ caller: partner(number), body: announcement(id) });
    const first = await backend.call<Delivery>('createDelivery', announce(1));
    for (let count = 1; count < 20; count += 1) await backend.call('createDelivery', announce(1));
    const { body } = await backend.refused('createDelivery', announce(1));
    expect(body).toMatchObject({ status: 409, code: 'reservation_limit_reached' });
    expect((await backend.call('createDelivery', announce(2))).status).toBe(201);
    // One that is withdrawn makes room for the next.
    await backend.call('cancelDelivery', { caller: partner(1), path: { deliveryId: first.body.id } });
    expect((await backend.call('createDelivery', announce(1))).status).toBe(201);
  });

  it('keeps to the limit when its announcements race', async () => {
    const { id } = await installLocker({ small: 22, medium: 0, large: 0 }, building, 'online');
    const announce = () => backend.call('createDelivery', { caller: partner(1), body: announcement(id) });
    for (let count = 0; count < 19; count += 1) await announce();
    const replies = await Promise.all([announce(), announce(), announce()]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });

  it('is brought by a courier and by nobody else', async () => {
    const { id } = await installLocker({ small: 2, medium: 0, large: 0 }, building, 'online');
    const { name, client } = backend.tableClient;
    const people = { 'courier-7': ['courier'], 'manager-7': ['manager'] } as const;
    for (const [sub, groups] of Object.entries(people)) {
      const person = { email: `${sub}@example.com`, name: sub, groups };
      const Item = userItem(newUser(sub, person, new Date().toISOString()));
      await client.send(new PutCommand({ TableName: name, Item }));
    }
    const announce = (courierId: string) => ({
      caller: partner(1),
      body: { ...announcement(id), courierId },
    });
    const [manager7, nobody] = [
      await backend.refused('createDelivery', announce('manager-7')),
      await backend.refused('createDelivery', announce('nobody-7')),
    ];
    expect(nobody.body).toMatchObject({ status: 400, errors: [{ pointer: '/courierId' }] });
    expect(manager7.body).toEqual({ ...nobody.body, requestId: manager7.body.requestId });
    const brought = await backend.call<Delivery>('createDelivery', announce('courier-7'));
    expect(brought.body.courierId).toBe('courier-7');
  });

  it('is listed by state, locker and day, the latest day first', async () => {
    const caller = partner(9);
    const [first, second, third] = [dayAfter(4), dayAfter(5), dayAfter(6)];
    const lockers = [
      await installLocker({ small: 4, medium: 0, large: 0 }, building, 'online'),
      await installLocker({ small: 4, medium: 0, large: 0 }, building, 'online'),
    ];
    for (const { id } of lockers) {
      for (const expectedOn of [third, first, second]) {
        await backend.call('createDelivery', { caller, body: { ...announcement(id), expectedOn } });
      }
    }
    const list = async (query: Record<string, string>): Promise<Delivery[]> => {
      const { status, body } = await backend.call<DeliveryPage>('listDeliveries', { caller, query });
      expect(status).toBe(200);
      return body.data;
    };
    const all = await list({});
    expect(all.map(({ expectedOn }) => expectedOn)).toEqual([third, third, second, second, first, first]);
    await backend.call('cancelDelivery', { caller, path: { deliveryId: all[0]?.id ?? '' } });
    const lockerId = all[0]?.lockerId ?? '';
    expect(await list({ status: 'cancelled' })).toHaveLength(1);
    expect(await list({ lockerId })).toHaveLength(3);
    expect(await list({ lockerId, status: 'announced' })).toHaveLength(2);
    const period = { expectedFrom: second, expectedTo: second };
    expect((await list(period)).map(({ expectedOn }) => expectedOn)).toEqual([second, second]);
    expect(await list({ ...period, lockerId })).toHaveLength(1);
  });
});

describe('a locker', () => {
  it('starts offline with its compartments numbered from the smallest', async () => {
    const locker = await installLocker({ small: 1, medium: 1, large: 1 });
    expect(locker).toMatchObject({ status: 'offline', available: { small: 1, medium: 1, large: 1 } });
    expect(locker.compartments.map(({ number, size }) => [number, size])).toEqual([
      [1, 'small'],
      [2, 'medium'],
      [3, 'large'],
    ]);
    for (const small of [0, 61]) {
      const body = {
        buildingId: building,
        name: 'x',
        address,
        compartments: { small: Math.min(small, 60), medium: small && 1, large: 0 },
      };
      const { body: problem } = await backend.refused('createLocker', { caller: admin, body });
      expect(problem).toMatchObject({ status: 400, errors: [{ pointer: '/compartments' }] });
    }
  });

  it('of sixty compartments fits into one transaction', async () => {
    const locker = await installLocker({ small: 20, medium: 20, large: 20 });
    expect((await readLocker(locker.id)).compartments).toHaveLength(60);
    const path = { lockerId: locker.id };
    expect(await backend.call('deleteLocker', { caller: admin, path })).toMatchObject({ status: 204 });
    expect((await backend.refused('getLocker', { caller: admin, path })).body.code).toBe('not_found');
  });

  it('is deleted only when nothing lies in it or is awaited', async () => {
    const { id: lockerId } = await installLocker(undefined, building, 'online');
    const delivery = await backend.call<Delivery>('createDelivery', {
      caller: partner(1),
      body: announcement(lockerId),
    });
    const call = { caller: admin, path: { lockerId } };
    expect((await backend.refused('deleteLocker', call)).body).toMatchObject({
      status: 409,
      code: 'locker_in_use',
    });
    await backend.call('cancelDelivery', { caller: partner(1), path: { deliveryId: delivery.body.id } });
    expect((await backend.call('deleteLocker', call)).status).toBe(204);
  });

  it('keeps its version when a parcel is announced: editors do not collide with deliveries', async () => {
    const locker = await installLocker(undefined, building, 'online');
    await backend.call('createDelivery', { caller: partner(1), body: announcement(locker.id) });
    const renamed = await backend.call<Locker>('updateLocker', {
      caller: admin,
      path: { lockerId: locker.id },
      headers: { 'If-Match': locker.etag },
      body: { name: 'Court' },
    });
    expect(renamed).toMatchObject({
      status: 200,
      body: { name: 'Court', available: { small: 1, medium: 1, large: 0 } },
    });
  });
});

describe('a manager', () => {
  it('sees and edits the lockers of own buildings alone', async () => {
    const own = await installLocker(undefined, otherBuilding);
    const foreign = await installLocker(undefined, thirdBuilding);
    const caller = manager(otherBuilding);
    const listed = await backend.call<LockerPage>('listLockers', { caller });
    expect(listed.body.data.map(({ id }) => id)).toEqual([own.id]);
    const named = await backend.call<LockerPage>('listLockers', {
      caller,
      query: { buildingId: thirdBuilding },
    });
    expect(named.body.data).toEqual([]);
    const path = { lockerId: foreign.id };
    const headers = { 'If-Match': foreign.etag };
    expect((await backend.refused('getLocker', { caller, path })).body.code).toBe('not_found');
    const edit = await backend.refused('updateLocker', { caller, path, headers, body: { name: 'Mine' } });
    expect(edit.body.code).toBe('not_found');
    expect((await backend.refused('deleteLocker', { caller, path })).body.code).toBe('not_found');
    const body = {
      buildingId: thirdBuilding,
      name: 'x',
      address,
      compartments: { small: 1, medium: 0, large: 0 },
    };
    expect((await backend.refused('createLocker', { caller, body })).body).toMatchObject({
      status: 403,
      code: 'access_denied',
    });
    expect(await readLocker(foreign.id)).toEqual(foreign);
  });

  it('of several buildings pages through all of them, building by building', async () => {
    const buildings = [identifier('bld', 21), identifier('bld', 22), identifier('bld', 23)];
    const ids: string[] = [];
    for (const one of [buildings[0], buildings[0], buildings[0], buildings[2]]) {
      ids.push((await installLocker(undefined, one)).id);
    }
    const caller = manager(...buildings);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor === null ? {} : { cursor }) };
      const page: { body: LockerPage } = await backend.call<LockerPage>('listLockers', { caller, query });
      seen.push(...page.body.data.map(({ id }) => id));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('of no building sees none', async () => {
    const { body } = await backend.call<LockerPage>('listLockers', { caller: manager() });
    expect(body).toEqual({ data: [], nextCursor: null });
  });

  it('who is a partner too may look at every locker and still edits only own ones', async () => {
    const foreign = await installLocker(undefined, thirdBuilding);
    const caller = {
      ...manager(otherBuilding),
      groups: ['manager', 'partner'] as const,
      partnerId: identifier('prt', 1),
    };
    const path = { lockerId: foreign.id };
    expect((await backend.call('getLocker', { caller, path })).status).toBe(200);
    expect((await backend.refused('deleteLocker', { caller, path })).body.code).toBe('not_found');
  });
});
