/** Buildings are there before lockers and managers name them, and stay while lockers stand in them. */
import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { basePath } from '../../../src/generated/manifest.ts';
import { findMiscounted, mendBuildings } from '../../../src/data/building-mending.ts';
import { buildingRepository } from '../../../src/data/building-repository.ts';
import { buildingKey } from '../../../src/data/keys.ts';
import type { Building, BuildingPage, Locker } from '../../../src/generated/operations.ts';
import { admin, identifier, manager, startBackend, type Backend } from './fixture.ts';
import { startUserPool, type TestUserPool } from './user-pool.ts';

let backend: Backend;
let pool: TestUserPool;
beforeAll(async () => {
  pool = await startUserPool();
  backend = await startBackend(pool.environment);
});
afterAll(() => Promise.all([backend.close(), pool.close()]));

const address = { line1: 'Brooktorkai 4', postalCode: '20457', city: 'Hamburg', country: 'DE' };
const unknown = identifier('bld', 999_999);

const newBuilding = async (name = 'Speicherhof'): Promise<Building> => {
  const made = await backend.call<Building>('createBuilding', { caller: admin, body: { name, address } });
  expect(made.status).toBe(201);
  return made.body;
};
const lockerIn = (buildingId: string) => ({
  buildingId,
  name: 'Lobby',
  address,
  compartments: { small: 1, medium: 0, large: 0 },
});
const createLocker = (buildingId: string, headers: Record<string, string> = {}) =>
  backend.call<Locker>('createLocker', { caller: admin, headers, body: lockerIn(buildingId) });
const deleteBuilding = (buildingId: string) =>
  backend.call('deleteBuilding', { caller: admin, path: { buildingId } });
const deleteLocker = (lockerId: string) =>
  backend.call('deleteLocker', { caller: admin, path: { lockerId } });
const lockerCount = async (buildingId: string): Promise<unknown> => {
  const { name: TableName, client } = backend.tableClient;
  const { Item } = await client.send(
    new GetCommand({ TableName, Key: buildingKey(buildingId), ConsistentRead: true }),
  );
  return Item?.['lockerCount'];
};
const list = async (caller = admin, query: Record<string, string> = {}): Promise<BuildingPage> =>
  (await backend.call<BuildingPage>('listBuildings', { caller, query })).body;

describe('a building', () => {
  it('is created, read, changed and deleted by an admin', async () => {
    const body = { name: 'Hafenkontor', address };
    const made = await backend.call<Building>('createBuilding', { caller: admin, body });
    const { id, etag } = made.body;
    expect(made).toMatchObject({
      status: 201,
      headers: { Location: `${basePath}/buildings/${id}`, ETag: '"1"' },
      body: { name: 'Hafenkontor', address },
    });
    const call = { caller: admin, path: { buildingId: id } };
    expect((await backend.call('getBuilding', call)).body).toEqual(made.body);
    const changed = await backend.call<Building>('updateBuilding', {
      ...call,
      headers: { 'If-Match': etag },
      body: { name: 'Hafenkontor West' },
    });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Hafenkontor West', address, etag: '"2"' } });
    expect((await deleteBuilding(id)).status).toBe(204);
    expect((await backend.refused('getBuilding', call)).body.code).toBe('not_found');
  });

  it('is shown to its managers, with their others, page by page, and to nobody else', async () => {
    const [one, two, three] = [await newBuilding(), await newBuilding(), await newBuilding()];
    const caller = manager(one.id, unknown, three.id);
    expect((await list(caller)).data).toEqual([one, three]);
    const read = await backend.call('getBuilding', { caller, path: { buildingId: three.id } });
    expect(read.body).toEqual(three);
    const pages: BuildingPage[] = [];
    do {
      const cursor = pages.at(-1)?.nextCursor;
      pages.push(await list(caller, { limit: '1', ...(cursor ? { cursor } : {}) }));
    } while (pages.at(-1)?.nextCursor !== null);
    // One of theirs is gone, and its page with nothing on it is no end.
    expect(pages.map(({ data }) => data)).toEqual([[one], [], [three]]);
    expect(await list(manager())).toEqual({ data: [], nextCursor: null });
    const refused = await backend.refused('getBuilding', { caller, path: { buildingId: two.id } });
    expect(refused.body).toMatchObject({ status: 404, code: 'not_found' });
    // Whoever sees every locker as a partner sees no more buildings.
    const both = {
      ...caller,
      groups: ['manager', 'partner'] as const,
      partnerId: identifier('prt', 1),
    };
    expect((await list(both)).data).toEqual([one, three]);
  });
});

describe('a locker', () => {
  it('is created in no building that is not there', async () => {
    const before = await backend.contents();
    for (const caller of [admin, manager(unknown)]) {
      const { body } = await backend.refused('createLocker', { caller, body: lockerIn(unknown) });
      expect(body).toMatchObject({ status: 400, errors: [{ pointer: '/buildingId' }] });
    }
    expect(await backend.contents()).toEqual(before);
  });

  it('keeps its building until the last one is deleted, and leaves its version alone', async () => {
    const building = await newBuilding();
    const lockers = [await createLocker(building.id), await createLocker(building.id)];
    for (const [index, { body }] of lockers.entries()) {
      const { body: problem } = await backend.refused('deleteBuilding', {
        caller: admin,
        path: { buildingId: building.id },
      });
      expect(problem).toMatchObject({ status: 409, code: 'building_in_use' });
      expect(await lockerCount(building.id)).toBe(lockers.length - index);
      expect((await deleteLocker(body.id)).status).toBe(204);
    }
    const read = await backend.call('getBuilding', { caller: admin, path: { buildingId: building.id } });
    expect(read.body).toEqual(building);
    expect((await deleteBuilding(building.id)).status).toBe(204);
    const late = await backend.refused('createLocker', { caller: admin, body: lockerIn(building.id) });
    expect(late.body).toMatchObject({ status: 400, errors: [{ pointer: '/buildingId' }] });
  });

  it('is counted once, however often its call is repeated', async () => {
    const building = await newBuilding();
    const headers = { 'Idempotency-Key': randomUUID() };
    const made = await Promise.all([1, 2, 3].map(() => createLocker(building.id, headers)));
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    expect(await lockerCount(building.id)).toBe(1);
    // The repetition of what was done is answered also when its building has gone.
    await deleteLocker(made[0]!.body.id);
    await deleteBuilding(building.id);
    expect((await createLocker(building.id, headers)).status).toBe(201);
  });

  it('and the end of its building exclude each other, whichever comes first and at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const building = await newBuilding();
      const calls = [() => createLocker(building.id), () => deleteBuilding(building.id)];
      const replies = await Promise.all((round % 2 === 0 ? calls : calls.toReversed()).map((call) => call()));
      const statuses = replies.map(({ status }) => status);
      const [created, deleted] = round % 2 === 0 ? statuses : statuses.toReversed();
      expect([
        [201, 409],
        [400, 204],
      ]).toContainEqual([created, deleted]);
      expect(await lockerCount(building.id)).toBe(created === 201 ? 1 : undefined);
    }
  });

  it('that comes between the look at its building and the end of it keeps it', async () => {
    const building = await newBuilding();
    const repository = buildingRepository(backend.tableClient);
    const seen = (await repository.find(building.id))!;
    await createLocker(building.id);
    await expect(repository.remove(seen, [])).rejects.toMatchObject({ labels: ['building'] });
    expect(await lockerCount(building.id)).toBe(1);
  });
});

describe('a building that came back from a lost Region', () => {
  it('counts its lockers again, and one that did not come back is made of their address', async () => {
    const [low, high, gone] = [await newBuilding(), await newBuilding(), await newBuilding()];
    for (const { id } of [low, gone]) await createLocker(id);
    const { client, name: TableName } = backend.tableClient;
    const count = (id: string, lockers: number) =>
      client.send(
        new UpdateCommand({
          TableName,
          Key: buildingKey(id),
          UpdateExpression: 'SET lockerCount = :count',
          ExpressionAttributeValues: { ':count': lockers },
        }),
      );
    await count(low.id, 0);
    await count(high.id, 2);
    await client.send(new DeleteCommand({ TableName, Key: buildingKey(gone.id) }));
    const looked = await findMiscounted(backend.tableClient);
    expect(await lockerCount(low.id)).toBe(0);
    const mended = await mendBuildings(backend.tableClient);
    expect(mended).toEqual(looked);
    expect(
      new Map(mended.map(({ building, counted }) => [building.id, [counted, building.lockerCount]])),
    ).toEqual(
      new Map([
        [low.id, [0, 1]],
        [high.id, [2, 0]],
        [gone.id, [undefined, 1]],
      ]),
    );
    expect(await mendBuildings(backend.tableClient)).toEqual([]);
    const read = await backend.call('getBuilding', { caller: admin, path: { buildingId: gone.id } });
    expect(read.body).toMatchObject({ name: address.line1, address, etag: '"1"' });
    expect((await deleteBuilding(high.id)).status).toBe(204);
    expect((await deleteBuilding(low.id)).status).toBe(409);
  });
});

describe('a user', () => {
  const input = (buildings: readonly string[]) => ({
    email: `${randomUUID()}@example.com`,
    name: 'Ada',
    groups: ['manager'],
    buildings,
  });

  it('is given buildings that are there, and is told which are not', async () => {
    const known = [await newBuilding(), await newBuilding()].map(({ id }) => id);
    const body = input([...known, unknown]);
    const refused = await backend.refused('createUser', { caller: admin, body });
    expect(refused.body).toMatchObject({ status: 400, errors: [{ pointer: '/buildings/2' }] });
    expect(pool.directory.find(body.email)).toBeUndefined();
    const made = await backend.call<{ id: string; etag: string }>('createUser', {
      caller: admin,
      body: { ...body, buildings: [...known, known[0]] },
    });
    expect(made.body).toMatchObject({ buildings: known });
    const change = (buildings: readonly string[]) => ({
      caller: admin,
      path: { userId: made.body.id },
      headers: { 'If-Match': made.body.etag },
      body: { buildings },
    });
    const late = await backend.refused('updateUser', change([unknown]));
    expect(late.body).toMatchObject({ status: 400, errors: [{ pointer: '/buildings/0' }] });
    expect((await backend.call('updateUser', change([known[1]!]))).status).toBe(200);
  });

  it('may be given a hundred', async () => {
    const buildings = Array.from({ length: 100 }, (_, index) => identifier('bld', index + 1));
    expect((await backend.call('createUser', { caller: admin, body: input(buildings) })).status).toBe(201);
  });

  it('waits while DynamoDB leaves buildings out', async () => {
    const { client } = backend.tableClient;
    const UnprocessedKeys = { [backend.tableClient.name]: { Keys: [buildingKey(unknown)] } };
    const send = vi
      .spyOn(client, 'send')
      .mockImplementation(async () => ({ Responses: {}, UnprocessedKeys }));
    const reading = buildingRepository(backend.tableClient).findEach([unknown]);
    await expect(reading).rejects.toMatchObject({ code: 'service_unavailable', retryAfter: 1 });
    send.mockRestore();
  });
});
