/**
 * Every query parameter of the contract does what it says, over the seeded world: without one of these tests a handler could leave a
 * parameter unread. The list of parameters is the contract's; one that is added there and not here fails.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import gateway from '../../../src/generated/gateway.json' with { type: 'json' };
import { operations } from '../../../src/generated/manifest.ts';
import type { OperationId } from '../../../src/generated/operations.ts';
import { userItem } from '../../../src/data/items.ts';
import { newUser } from '../../../src/domain/user.ts';
import { marshallItem } from '../../src/world/seed/marshall.ts';
import { createSeed } from '../../src/world/seed/seed.ts';
import { table } from '../../../src/data/table.ts';
import { admin, startBackend, type Backend, type TestCall, type TestCaller } from './fixture.ts';
import { startUserPool, type TestUserPool } from './user-pool.ts';

const seed = createSeed({ now: Date.UTC(2026, 10, 21, 12) });
const [caller, other] = seed.partners.map(({ partnerId }): TestCaller => ({
  groups: ['partner'],
  kind: 'client',
  subject: `client-of-${partnerId}`,
  partnerId,
}));

/** Of another partner, so that the seed's invoices stay as they are. */
let longInvoiceId: string;

let backend: Backend;
let pool: TestUserPool;
beforeAll(async () => {
  pool = await startUserPool();
  backend = await startBackend(pool.environment);
  // More secrets than a client can have, so that they fill a page like everything else.
  await pool.addClient(caller!.subject, 30);
  backend.dynamodb.load(table.name, seed.items());
  // More people than a page has.
  backend.dynamodb.load(
    table.name,
    Array.from({ length: 20 }, (_, index) => {
      const input = { email: `courier-${index}@example.com`, name: 'Ada', groups: ['courier'] as const };
      return marshallItem(userItem(newUser(`user-${index}`, input, '2026-11-21T12:00:00Z')));
    }),
  );
  const lines = Array.from({ length: 30 }, (_, index) => ({
    description: `Line ${index + 1}`,
    quantity: 1,
    unitAmount: 100,
    taxRateBps: 0,
  }));
  const body = {
    buildingId: seed.buildings[0]!.buildingId,
    customer: { name: 'Contoso' },
    currency: 'EUR',
    lines,
  };
  longInvoiceId = (await backend.call<{ id: string }>('createInvoice', { caller: other, body })).body.id;
});
afterAll(() => Promise.all([backend.close(), pool.close()]));

type Item = Readonly<Record<string, unknown>>;
interface Page {
  readonly data: Item[];
  readonly nextCursor: string | null;
}

/** What an operation needs beside the parameter that is tried. */
const callOf = (operationId: OperationId): TestCall => {
  if (['listLockers', 'listBuildings', 'listUsers'].includes(operationId)) return { caller: admin };
  return operationId === 'listInvoiceLines'
    ? { caller: other, path: { invoiceId: longInvoiceId } }
    : { caller };
};

const ask = async (operationId: OperationId, query: Record<string, string> = {}): Promise<Page> => {
  const reply = await backend.call<Page>(operationId, { ...callOf(operationId), query });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
};

interface Filter {
  /** A value that some of the first hundred items have, and others have not. */
  readonly value: (items: readonly Item[]) => string;
  readonly keeps: (item: Item, value: string) => boolean;
}

const middle = (items: readonly Item[], name: string): string =>
  String(items.map((item) => item[name]).toSorted()[Math.floor(items.length / 2)]).slice(0, 10);
const rarest = (name: string): Filter => ({
  value: (items) => {
    const values = items.map((item) => String(item[name]));
    const count = (value: string) => values.filter((one) => one === value).length;
    return [...new Set(values)].toSorted((one, other) => count(one) - count(other))[0]!;
  },
  keeps: (item, value) => item[name] === value,
});
const from = (name: string): Filter => ({
  value: (items) => middle(items, name),
  keeps: (item, value) => String(item[name]).slice(0, 10) >= value,
});
const to = (name: string): Filter => ({
  value: (items) => middle(items, name),
  keeps: (item, value) => String(item[name]).slice(0, 10) <= value,
});

const filters: Readonly<Record<string, Filter>> = {
  'listInvoices?status': rarest('status'),
  'listInvoices?issuedFrom': from('issuedAt'),
  'listInvoices?issuedTo': to('issuedAt'),
  'listInvoices?buildingId': rarest('buildingId'),
  'listDeliveries?status': rarest('status'),
  'listDeliveries?lockerId': rarest('lockerId'),
  'listDeliveries?expectedFrom': from('expectedOn'),
  'listDeliveries?expectedTo': to('expectedOn'),
  'listLockers?buildingId': rarest('buildingId'),
  'listLockers?status': rarest('status'),
  'listUsers?email': rarest('email'),
  'listUsers?group': {
    value: () => 'manager',
    keeps: (item, value) => (item['groups'] as string[]).includes(value),
  },
};
/** What is no filter has a test of its own below. */
const others = ['listInvoices?sort', 'getHealth?deep'];
const paginated = Object.values(operations).filter((operation) => operation.paginated);

const documented = Object.values(gateway.paths as Record<string, Record<string, object>>).flatMap((methods) =>
  Object.values(methods).flatMap((method) => {
    const { operationId, parameters = [] } = method as {
      operationId?: string;
      parameters?: { in: string; name: string }[];
    };
    return parameters.filter((one) => one.in === 'query').map(({ name }) => `${operationId}?${name}`);
  }),
);

it('every query parameter of the contract is tried', () => {
  const pages = paginated.flatMap(({ operationId }) => [`${operationId}?limit`, `${operationId}?cursor`]);
  expect([...Object.keys(filters), ...others, ...pages].sort()).toEqual(documented.sort());
});

/** Everything the operation lists with this query. */
const all = async (operationId: OperationId, query: Record<string, string> = {}): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await ask(operationId, {
      ...query,
      limit: '100',
      ...(cursor === null ? {} : { cursor }),
    });
    items.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
};

describe('a filter', () => {
  it.each(Object.entries(filters))(
    '%s keeps what it says, all of it and nothing else',
    async (name, filter) => {
      const [operationId, parameter] = name.split('?') as [OperationId, string];
      const everything = await all(operationId);
      const value = filter.value(everything);
      const kept = everything.filter((item) => filter.keeps(item, value));
      // A value that keeps everything or nothing would not notice a filter that does nothing.
      expect(kept.length, value).toBeGreaterThan(0);
      expect(kept.length, value).toBeLessThan(everything.length);
      const ids = (items: readonly Item[]) => items.map(({ id }) => String(id)).sort();
      expect(ids(await all(operationId, { [parameter]: value }))).toEqual(ids(kept));
    },
  );
});

describe('a list', () => {
  it.each(paginated.map(({ operationId }) => [operationId]))(
    '%s has pages of limit, one after another',
    async (id) => {
      const [whole, first] = [await ask(id, { limit: '100' }), await ask(id, { limit: '1' })];
      expect(first.data).toEqual(whole.data.slice(0, 1));
      expect(whole.data.length).toBeGreaterThan(1);
      expect(first.nextCursor).not.toBeNull();
      expect((await ask(id, { limit: '1', cursor: first.nextCursor! })).data).toEqual(whole.data.slice(1, 2));
    },
  );

  it.each(paginated.map(({ operationId }) => [operationId]))(
    '%s has pages of 25 where nobody says how long',
    async (id) => {
      const whole = await ask(id, { limit: '100' });
      expect(whole.data.length).toBeGreaterThan(25);
      expect((await ask(id)).data).toEqual(whole.data.slice(0, 25));
    },
  );
});

describe('the list of all lockers, which lies in several partitions', () => {
  it('has full pages, each locker once, and the same ones in pages of any length', async () => {
    const whole = (await all('listLockers')).map(({ id }) => id);
    expect(new Set(whole).size).toBe(seed.lockers.length);
    const pages: Item[][] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await ask('listLockers', { limit: '7', ...(cursor === null ? {} : { cursor }) });
      pages.push(page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(pages.flat().map(({ id }) => id)).toEqual(whole);
    expect(pages.slice(0, -1).every(({ length }) => length === 7)).toBe(true);
  });
});

describe('listInvoices?sort', () => {
  it('turns the order round; without it the newest come first', async () => {
    const newest = (await all('listInvoices')).map(({ issuedAt }) => String(issuedAt));
    expect(newest).toEqual(newest.toSorted().reverse());
    expect(
      (await all('listInvoices', { sort: '-issuedAt' })).map(({ issuedAt }) => String(issuedAt)),
    ).toEqual(newest);
    const oldest = (await all('listInvoices', { sort: 'issuedAt' })).map(({ issuedAt }) => String(issuedAt));
    expect(oldest).toEqual(newest.toReversed());
  });
});

describe('getHealth?deep', () => {
  it('looks at the table; without it nothing is looked at', async () => {
    const checks = async (query: Record<string, string>) =>
      (await backend.call<{ checks: unknown[] }>('getHealth', { query })).body.checks;
    expect(await checks({})).toEqual([]);
    expect(await checks({ deep: 'false' })).toEqual([]);
    expect(await checks({ deep: 'true' })).not.toEqual([]);
  });
});
