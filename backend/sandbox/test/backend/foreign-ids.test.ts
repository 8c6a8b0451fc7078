/** An id of somebody else in a query or a body says nothing about what it belongs to. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { userItem } from '../../../src/data/items.ts';
import { newUser } from '../../../src/domain/user.ts';
import gateway from '../../../src/generated/gateway.json' with { type: 'json' };
import { operations } from '../../../src/generated/manifest.ts';
import type { OperationId, Problem } from '../../../src/generated/operations.ts';
import { admin, identifier, manager, type TestCall } from './fixture.ts';
import {
  absent,
  address,
  backend,
  blurred,
  draft,
  onlineLocker,
  owned,
  owner,
  parcelFor,
  stranger,
  useTwoPartners,
} from './two-partners.ts';

useTwoPartners();

describe('an id of somebody else in a query or a body', () => {
  const lonelyBuilding = identifier('bld', 77);
  const buildingManager = manager(identifier('bld', 2));
  let lonelyLockerId = '';
  let ownersCursor: Record<string, string> = {};
  const cursorOf = async (operationId: OperationId, call: TestCall): Promise<string> => {
    const page = await backend.call<{ nextCursor: string }>(operationId, { ...call, query: { limit: '1' } });
    return page.body.nextCursor;
  };

  beforeAll(async () => {
    lonelyLockerId = await onlineLocker(backend, lonelyBuilding, 2);
    for (let count = 0; count < 2; count += 1) {
      const invoice = { ...draft, buildingId: lonelyBuilding };
      expect((await backend.call('createInvoice', { caller: owner, body: invoice })).status).toBe(201);
      const parcel = parcelFor(lonelyLockerId);
      expect((await backend.call('createDelivery', { caller: owner, body: parcel })).status).toBe(201);
    }
    const path = { invoiceId: owned.draftId };
    ownersCursor = {
      listInvoices: await cursorOf('listInvoices', { caller: owner }),
      listDeliveries: await cursorOf('listDeliveries', { caller: owner }),
      listLockers: await cursorOf('listLockers', { caller: admin }),
      listInvoiceLines: await cursorOf('listInvoiceLines', { caller: owner, path }),
    };
  });

  it('is tried in every query parameter that takes one', () => {
    const parameters = Object.entries(gateway.paths).flatMap(([, methods]) =>
      Object.values(
        methods as Record<string, { operationId?: string; parameters?: { name: string; in: string }[] }>,
      )
        .filter(({ operationId }) => operationId !== undefined)
        .flatMap(({ operationId, parameters: all = [] }) =>
          all
            .filter(({ name, in: place }) => place === 'query' && name.endsWith('Id'))
            .map(({ name }) => `${operationId} ${name}`),
        ),
    );
    expect(parameters.toSorted()).toEqual([
      'listDeliveries lockerId',
      'listInvoices buildingId',
      'listLockers buildingId',
    ]);
  });

  it('finds what an id that does not exist finds: nothing', async () => {
    const lists: [OperationId, TestCall['caller'], string, string][] = [
      ['listInvoices', stranger, 'buildingId', lonelyBuilding],
      ['listDeliveries', stranger, 'lockerId', lonelyLockerId],
      ['listLockers', buildingManager, 'buildingId', lonelyBuilding],
    ];
    for (const [operationId, caller, name, id] of lists) {
      const ask = async (value: string) =>
        backend.call<Problem>(operationId, { caller, query: { [name]: value } });
      expect(blurred(await ask(id)), operationId).toBe(blurred(await ask(absent(id))));
      expect((await ask(id)).body, operationId).toMatchObject({ data: [] });
    }
  });

  it('is no cursor: another one’s is refused like a damaged one', async () => {
    const paginated = Object.values(operations).filter((operation) => operation.paginated);
    expect(paginated.length).toBeGreaterThan(2);
    for (const { operationId } of paginated.filter((each) => ownersCursor[each.operationId])) {
      const caller = operationId === 'listLockers' ? buildingManager : stranger;
      const ask = (cursor: string) => backend.refused(operationId, { caller, query: { cursor } });
      const cursor = ownersCursor[operationId] ?? '';
      const refused = await ask(cursor);
      expect(refused.body, operationId).toMatchObject({ status: 400, code: 'invalid_cursor' });
      expect(blurred(refused), operationId).toBe(blurred(await ask(`${cursor.slice(0, -4)}AAAA`)));
    }
  });

  it('makes a manager no locker in a building that is not theirs, whether it exists or not', async () => {
    const before = await backend.contents();
    const create = (buildingId: string) =>
      backend.refused('createLocker', {
        caller: buildingManager,
        body: { buildingId, name: 'Mine', address, compartments: { small: 1, medium: 0, large: 0 } },
      });
    const foreign = await create(lonelyBuilding);
    expect(blurred(foreign)).toBe(blurred(await create(identifier('bld', 999_999))));
    expect(await backend.contents()).toEqual(before);
  });

  it('makes nobody a courier: an account that is none answers like one that does not exist', async () => {
    const announce = (courierId: string) =>
      backend.refused('createDelivery', {
        caller: stranger,
        body: { ...parcelFor(lonelyLockerId), courierId },
      });
    const sub = '5f0c1c1e-0000-4000-8000-000000000001';
    const somebody = {
      email: 'somebody@example.com',
      name: 'Somebody',
      groups: ['manager'] as const,
      buildings: [lonelyBuilding],
    };
    const { name, client } = backend.tableClient;
    await client.send(
      new PutCommand({
        TableName: name,
        Item: userItem(newUser(sub, somebody, new Date().toISOString())),
      }),
    );
    const other = await announce(sub);
    expect(blurred(other)).toBe(blurred(await announce('5f0c1c1e-0000-4000-8000-000000000002')));
  });
});
