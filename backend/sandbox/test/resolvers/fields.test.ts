/**
 * No argument of the GraphQL contract is idle: each field of it changes the answer, what is stored or what a function is invoked with. The
 * calls are written from the contract, so that an optional argument that is added there is tried here.
 */
import { getNamedType, isEnumType, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryKey } from '../../../src/data/keys.ts';
import { eventItem, sequenceItem } from '../../../src/data/items.ts';
import { fieldsManifest } from '../../../src/generated/fields.ts';
import type { FieldName } from '../../../src/generated/graphql.ts';
import { access, argumentsOf, documentOf, type Input } from '../appsync/field-calls.ts';
import { leavesOf, withLeaf, type Leaves } from '../backend/fields.ts';
import { day, ids, scene, startApi, type Api, type Person } from './api.ts';

/** Subscriptions are filters of what is pushed, and what the system publishes is compared field for field: see `live.test.ts`. */
const called = fieldsManifest.fields
  .filter(({ type }) => type === 'Query' || type === 'Mutation')
  .map(({ type, field }) => `${type}.${field}` as FieldName)
  .filter((name) => !name.startsWith('Mutation.publish') && argumentsOf(name).length > 0);

const first = 'first-call';

/** Two values of an argument or a field of an input, where its name says what it takes. An empty text is left out. */
const values: Readonly<Record<string, readonly [unknown, unknown]>> = {
  buildingId: [ids.building, ids.otherBuilding],
  clientMutationId: [first, 'second-call'],
  compartmentId: [ids.compartment, ids.otherCompartment],
  day: [day, '2026-11-22'],
  deliveryId: [ids.delivery, ids.otherDelivery],
  limit: [1, 501],
  lockerId: [ids.locker, ids.otherLocker],
  nextToken: ['', 'other'],
  note: ['wet', 'torn'],
  signatureUploadId: ['01K6F0A0000000000000000001', '01K6F0A0000000000000000002'],
  sizeBytes: [100, 200],
};

/** Where one field differs. */
const valuesOf: Readonly<Partial<Record<FieldName, typeof values>>> = {
  'Query.listLockerEvents': { after: [0, 1], limit: [2, 1] },
};

const valueOf =
  (name: FieldName, which: 0 | 1) =>
  (input: Input): unknown => {
    const type = getNamedType(input.type);
    if (isInputObjectType(type))
      return Object.fromEntries(
        Object.values(type.getFields()).map((field) => [field.name, valueOf(name, which)(field)]),
      );
    const pair = valuesOf[name]?.[input.name] ?? values[input.name];
    if (pair) return pair[which];
    if (isEnumType(type)) return type.getValues().at(-which)?.name;
    throw new Error(
      `${name}: ${input.name} wants two values in fields.test.ts, one of which changes the answer.`,
    );
  };

const argumentsWith = (name: FieldName, which: 0 | 1): Record<string, unknown> =>
  Object.fromEntries(argumentsOf(name).map((argument) => [argument.name, valueOf(name, which)(argument)]));

/** The first of those who may and see the most. */
const callerOf = (name: FieldName): Person =>
  (['courier', 'admin', 'manager', 'partner'] as const).find((group) =>
    access(name).groups.includes(group),
  ) ?? 'nobody';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** Two events, so that a list has something to leave out. */
const events = [1, 2].map((sequence) =>
  eventItem({
    lockerId: ids.locker,
    buildingId: ids.building,
    sequence,
    type: 'door_opened',
    occurredAt: `${day}T08:00:00.000Z`,
    recordedAt: `${day}T08:00:00.000Z`,
    compartmentId: ids.compartment,
  }),
);

let counted = 0;

/** Everything that can be seen of a call in a world as it was before. */
const effect = async (name: FieldName, given: Readonly<Record<string, unknown>>): Promise<Leaves> => {
  counted += 1;
  const changes = name === 'Mutation.markPickedUp' ? ({ status: 'delivered' } as const) : {};
  api.load([...scene(true, changes), ...scene(false, changes)]);
  // Events are written once, so each call goes on from a sequence of its own.
  api.load(name.startsWith('Query.') ? events : [sequenceItem(ids.locker, counted)]);
  api.invocations.length = 0;
  const query = documentOf(name, ({ name: argument }) => given[argument]).replace(
    first,
    `${first}-${counted}`,
  );
  const { status, data, errors } = await api.as(callerOf(name), query);
  const stored = await api.item(deliveryKey(ids.delivery));
  return leavesOf({ status, data, errors, stored, invocations: api.invocations });
};

describe('an argument', () => {
  it.each(called)('of %s changes what is seen', async (name) => {
    const [given, other] = [argumentsWith(name, 0), argumentsWith(name, 1)];
    const before = await effect(name, given);
    const again = await effect(name, given);
    expect(before.get('errors'), JSON.stringify([...before])).toBeUndefined();
    expect(before.get('errors.0.message')).toBeUndefined();
    const stable = [...before].filter(([place, value]) => again.get(place) === value);
    const idle: string[] = [];
    for (const [place, value] of leavesOf(other)) {
      // Names the call itself, for its retries: `deliveries.test.ts` repeats each.
      if (place === 'input.clientMutationId') continue;
      const after = await effect(name, withLeaf(given, place, value));
      if (after.size === before.size && stable.every(([at, was]) => after.get(at) === was)) idle.push(place);
    }
    expect(idle, 'arguments that nothing reads: read them, or take them out of the contract').toEqual([]);
  });
});
