/** Every attribute of every kind of item, misspelt, of another type and left out: the sandbox refuses each. */
import { describe, expect, it } from 'vitest';
import { entityAttribute, itemType } from '../../../src/data/item-types.ts';
import {
  clientItem,
  clientSecretsItem,
  exportItem,
  invoiceCounterItem,
  userItem,
} from '../../../src/data/items.ts';
import { recordResponse } from '../../../src/data/idempotency-record.ts';
import { mutationKey } from '../../../src/data/keys.ts';
import { records } from '../../../src/data/records.ts';
import { newUser } from '../../../src/domain/user.ts';
import type { AttributeValue, Item } from '../services/dynamodb/dynalite.ts';
import { recordMistake } from './records.ts';
import { marshallItem } from './seed/marshall.ts';
import { createSeed } from './seed/seed.ts';

const now = Date.UTC(2026, 10, 21, 10, 30);
const at = new Date(now).toISOString();
const partnerId = 'prt_01K6F0A0000000000000000001';
const kindOf = (item: Item): string => item[entityAttribute]?.S ?? '';
const seeded = [...createSeed({ now }).items()];

const written = recordResponse(
  { partition: 'P#1', idempotencyKey: 'k', fingerprint: 'f' },
  { statusCode: 201, headers: {}, body: '{}' },
);
const others = [
  exportItem({
    id: 'exp_01K6F0A0000000000000000001',
    partnerId,
    state: 'queued',
    format: 'csv',
    issuedFrom: '2026-11-01',
    issuedTo: '2026-11-30',
    createdAt: at,
  }),
  userItem(
    newUser(
      '0e6b2c8a-6f0d-4a53-9a0e-3a8a0e1f9a11',
      { email: 'a@b.example', name: 'A', groups: ['admin'] },
      at,
    ),
  ),
  clientItem({ clientId: 'c', partnerId, groups: ['partner'], apiKeyHashes: ['h'] }),
  clientSecretsItem({ clientId: 'c', secrets: [{ id: 'c--1', createdAt: at }], version: 1 }),
  invoiceCounterItem(partnerId, '2026', 7),
  written.kind === 'put' ? written.item : {},
  {
    ...mutationKey('c', 'm'),
    [entityAttribute]: itemType.mutation,
    fingerprint: 'f',
    result: {},
    expiresAt: 1,
  },
].map((item) => marshallItem(item));

/** One of each kind, with as many attributes as there are. */
const samples = Object.values(itemType).map((kind) => {
  const own = [...seeded, ...others].filter((item) => kindOf(item) === kind);
  return [kind, own.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)[0]!] as const;
});

it('every item of the seed, and of what the functions write, is what it must be', () => {
  expect([...seeded, ...others].flatMap((item) => recordMistake('northwind', item) ?? [])).toEqual([]);
});

describe.each(samples)('%s', (kind, item) => {
  const attributes = Object.keys(item).filter((name) => !/^(?:pk|sk|gsi\dpk|gsisk|entity)$/.test(name));
  const without = (name: string): Item =>
    Object.fromEntries(Object.entries(item).filter(([own]) => own !== name));

  it.each(attributes)('has %s by that name and of that type alone', (name) => {
    const value = item[name]!;
    const other: AttributeValue = value.BOOL === undefined ? { BOOL: true } : { N: '1' };
    expect(recordMistake('northwind', { ...without(name), [`${name}x`]: value })).toContain(
      `The ${kind} is not`,
    );
    expect(recordMistake('northwind', { ...item, [name]: other })).toContain(`/${name} must be`);
  });

  it('has everything that is not optional', () => {
    const needed = Object.entries(records[kind].own).filter(([, type]) => !type.endsWith('?'));
    for (const [name] of needed) expect(recordMistake('northwind', without(name))).toContain(name);
  });
});
