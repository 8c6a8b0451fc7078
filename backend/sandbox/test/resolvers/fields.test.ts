/**
 * No argument of the GraphQL contract is idle: each field of it changes the answer, what is stored or what a function is invoked with. The
 * types hold the table to the contract, so that an optional argument that is added there is missed here.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryKey } from '../../../src/data/keys.ts';
import { eventItem, sequenceItem } from '../../../src/data/items.ts';
import type { FieldArguments, FieldName } from '../../../src/generated/graphql.ts';
import { leavesOf, withLeaf, type Leaves } from '../backend/fields.ts';
import { day, ids, scene, startApi, type Api, type Person } from './api.ts';

type Filled<Value> = Value extends object
  ? { [Name in keyof Value]-?: Filled<NonNullable<Value[Name]>> }
  : Value;
/** Subscriptions are filters of what is pushed, and what the system publishes is compared field for field: see `live.test.ts`. */
type Called = Exclude<FieldName, `Subscription.${string}` | `Mutation.publish${string}`>;
type WithArguments = { [Name in Called]: string extends keyof FieldArguments[Name] ? never : Name }[Called];

interface Call<Name extends WithArguments> {
  readonly as: Person;
  readonly selection: string;
  /** Two values of each argument. */
  readonly arguments: readonly [Filled<FieldArguments[Name]>, Filled<FieldArguments[Name]>];
}

const delivery = '{ id status sequence problem { reason note } signature { url } }';
const first = 'first-call';
const { delivery: deliveryId, otherDelivery, locker: lockerId, otherLocker } = ids;

const calls: { readonly [Name in WithArguments]: Call<Name> } = {
  'Query.getDelivery': {
    as: 'admin',
    selection: delivery,
    arguments: [{ deliveryId }, { deliveryId: otherDelivery }],
  },
  'Query.listMyDeliveries': {
    as: 'courier',
    selection: `{ items ${delivery} nextToken }`,
    arguments: [
      { day, limit: 1, nextToken: '' },
      { day: '2026-11-22', limit: 101, nextToken: 'other' },
    ],
  },
  'Query.getLocker': {
    as: 'admin',
    selection: '{ id name }',
    arguments: [{ lockerId }, { lockerId: otherLocker }],
  },
  'Query.listBuildingLockers': {
    as: 'admin',
    selection: '{ items { id } nextToken }',
    arguments: [
      { buildingId: ids.building, limit: 1, nextToken: '' },
      { buildingId: ids.otherBuilding, limit: 51, nextToken: 'other' },
    ],
  },
  'Query.listLockerEvents': {
    as: 'admin',
    selection: '{ items { sequence } latestSequence }',
    arguments: [
      { lockerId, after: 0, limit: 2 },
      { lockerId: otherLocker, after: 1, limit: 1 },
    ],
  },
  'Mutation.markDelivered': {
    as: 'courier',
    selection: delivery,
    arguments: [
      { input: { clientMutationId: first, deliveryId, signatureUploadId: '01K6F0A0000000000000000001' } },
      {
        input: {
          clientMutationId: 'second-call',
          deliveryId: otherDelivery,
          signatureUploadId: '01K6F0A0000000000000000002',
        },
      },
    ],
  },
  'Mutation.markPickedUp': {
    as: 'courier',
    selection: delivery,
    arguments: [
      { input: { clientMutationId: first, deliveryId } },
      { input: { clientMutationId: 'second-call', deliveryId: otherDelivery } },
    ],
  },
  'Mutation.reportDeliveryProblem': {
    as: 'courier',
    selection: delivery,
    arguments: [
      { input: { clientMutationId: first, deliveryId, reason: 'DAMAGED', note: 'wet' } },
      {
        input: { clientMutationId: 'second-call', deliveryId: otherDelivery, reason: 'OTHER', note: 'torn' },
      },
    ],
  },
  'Mutation.requestSignatureUpload': {
    as: 'courier',
    selection: '{ uploadId url }',
    arguments: [
      { input: { deliveryId, contentType: 'PNG', sizeBytes: 100 } },
      { input: { deliveryId: otherDelivery, contentType: 'SVG', sizeBytes: 200 } },
    ],
  },
  'Mutation.openCompartment': {
    as: 'admin',
    selection: '{ id lockerId compartmentId }',
    arguments: [
      { input: { clientMutationId: first, lockerId, compartmentId: ids.compartment } },
      {
        input: {
          clientMutationId: 'second-call',
          lockerId: otherLocker,
          compartmentId: ids.otherCompartment,
        },
      },
    ],
  },
};

/** A value as GraphQL writes it: enumerations are the only words in upper case here. */
const literal = (value: unknown): string => {
  if (typeof value === 'object' && value !== null) return `{ ${argumentsText(value)} }`;
  return typeof value === 'string' && /^[A-Z_]+$/.test(value) ? value : JSON.stringify(value);
};
/** An empty text stands for an argument that is left out. */
const argumentsText = (values: object): string =>
  Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${literal(value)}`)
    .join(', ');

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** Two events, so that a list has something to leave out. */
const events = [1, 2].map((sequence) =>
  eventItem({
    lockerId,
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
const effect = async (name: WithArguments, values: object): Promise<Leaves> => {
  counted += 1;
  const changes = name === 'Mutation.markPickedUp' ? ({ status: 'delivered' } as const) : {};
  api.load([...scene(true, changes), ...scene(false, changes)]);
  // Events are written once, so each call goes on from a sequence of its own.
  api.load(name.startsWith('Query.') ? events : [sequenceItem(lockerId, counted)]);
  api.invocations.length = 0;
  const [operation = '', field = ''] = name.split('.');
  const given = argumentsText(values).replace(first, `${first}-${counted}`);
  const query = `${operation.toLowerCase()} { ${field}(${given}) ${calls[name].selection} }`;
  const { status, data, errors } = await api.as(calls[name].as, query);
  const stored = await api.item(deliveryKey(ids.partner, ids.delivery));
  return leavesOf({ status, data, errors, stored, invocations: api.invocations });
};

describe('an argument', () => {
  it.each(Object.keys(calls) as WithArguments[])('of %s changes what is seen', async (name) => {
    const [values, other] = calls[name].arguments;
    const before = await effect(name, values);
    const again = await effect(name, values);
    expect(before.get('errors'), JSON.stringify([...before])).toBeUndefined();
    expect(before.get('errors.0.message')).toBeUndefined();
    const stable = [...before].filter(([place, value]) => again.get(place) === value);
    const idle: string[] = [];
    for (const [place, value] of leavesOf(other)) {
      // Names the call itself, for its retries: `deliveries.test.ts` repeats each.
      if (place === 'input.clientMutationId') continue;
      const after = await effect(name, withLeaf(values, place, value));
      if (after.size === before.size && stable.every(([at, was]) => after.get(at) === was)) idle.push(place);
    }
    expect(idle, 'arguments that nothing reads: read them, or take them out of the contract').toEqual([]);
  });
});
