/** Who may use which field, on what is theirs and on what is not: stated as data, executed against the real resolvers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldsManifest } from '../../../src/generated/fields.ts';
import { deliveryItem, eventItem } from '../../../src/data/items.ts';
import { deliveryEvent } from '../../../src/domain/locker-event.ts';
import { day, delivery, ids, scene, startApi, type Api, type Person } from './api.ts';

/**
 * `yes`: answered. `hidden`: NotFound, as if it did not exist. `no`: the group may not use the field at all. `bad`: this group has to
 * say more. `state`: let through, and refused by the delivery's state, which this test does not care for.
 */
type Outcome = 'yes' | 'hidden' | 'no' | 'bad' | 'state';
type Row = Readonly<Record<'own' | 'foreign', Readonly<Record<Person, Outcome>>>>;

const everybody = (outcome: Outcome): Readonly<Record<Person, Outcome>> => ({
  courier: outcome,
  manager: outcome,
  partner: outcome,
  admin: outcome,
  nobody: 'no',
});
const only = (outcomes: Partial<Record<Person, Outcome>>): Readonly<Record<Person, Outcome>> => ({
  ...everybody('no'),
  ...outcomes,
});
const managed: Row = {
  own: only({ manager: 'yes', admin: 'yes' }),
  foreign: only({ manager: 'hidden', admin: 'yes' }),
};
const changed: Row = {
  own: only({ courier: 'state', manager: 'state', admin: 'state' }),
  foreign: only({ courier: 'hidden', manager: 'hidden', admin: 'state' }),
};

const table: Readonly<Record<string, Row>> = {
  'Query.me': { own: everybody('yes'), foreign: everybody('yes') },
  'Query.getDelivery': { own: everybody('yes'), foreign: { ...everybody('hidden'), admin: 'yes' } },
  'Query.listMyDeliveries': { own: only({ courier: 'yes' }), foreign: only({ courier: 'yes' }) },
  'Query.getLocker': managed,
  'Query.listBuildingLockers': managed,
  'Query.listLockerEvents': managed,
  'Mutation.markDelivered': {
    own: only({ courier: 'state', admin: 'state' }),
    foreign: only({ courier: 'hidden', admin: 'state' }),
  },
  'Mutation.markPickedUp': changed,
  'Mutation.reportDeliveryProblem': changed,
  'Mutation.requestSignatureUpload': { own: only({ courier: 'yes' }), foreign: only({ courier: 'hidden' }) },
  'Mutation.openCompartment': {
    own: only({ courier: 'yes', manager: 'yes', admin: 'yes' }),
    foreign: only({ courier: 'hidden', manager: 'hidden', admin: 'yes' }),
  },
  'Mutation.publishLockerEvent': { own: only({}), foreign: only({}) },
  'Mutation.publishDeliveryEvent': { own: only({}), foreign: only({}) },
  'Subscription.onDeliveryUpdated': {
    own: everybody('yes'),
    // Couriers and partners may name any locker: the filter lets through nothing but their own deliveries (live.test.ts).
    foreign: { ...everybody('yes'), manager: 'hidden' },
  },
  'Subscription.onLockerEvent': managed,
  'Delivery.locker': { own: everybody('yes'), foreign: { ...everybody('hidden'), admin: 'yes' } },
  'Delivery.signature': { own: everybody('yes'), foreign: { ...everybody('hidden'), admin: 'yes' } },
  'Locker.compartments': managed,
};

const requests: Readonly<Record<string, (own: boolean) => { query: string; variables?: object }>> = {
  'Query.me': () => ({ query: '{ me { id groups buildingIds partnerId } }' }),
  'Query.getDelivery': (own) => onDelivery(own, 'id recipient { name }'),
  'Query.listMyDeliveries': () => ({ query: `{ listMyDeliveries(day: "${day}") { items { id } } }` }),
  'Query.getLocker': (own) => onLocker(own, 'id address { city }'),
  'Query.listBuildingLockers': (own) => ({
    query: `{ listBuildingLockers(buildingId: "${own ? ids.building : ids.otherBuilding}") { items { id sequence } } }`,
  }),
  'Query.listLockerEvents': (own) => ({
    query: `{ listLockerEvents(lockerId: "${own ? ids.locker : ids.otherLocker}") { items { sequence type } latestSequence } }`,
  }),
  'Mutation.markDelivered': (own) => change('markDelivered', 'MarkDeliveredInput', own),
  'Mutation.markPickedUp': (own) => change('markPickedUp', 'MarkPickedUpInput', own),
  'Mutation.reportDeliveryProblem': (own) =>
    change('reportDeliveryProblem', 'ReportDeliveryProblemInput', own, { reason: 'DAMAGED' }),
  'Mutation.requestSignatureUpload': (own) => ({
    query:
      'mutation ($input: RequestSignatureUploadInput!) { requestSignatureUpload(input: $input) { uploadId url } }',
    variables: { input: { deliveryId: own ? ids.delivery : ids.otherDelivery, contentType: 'PNG' } },
  }),
  'Mutation.openCompartment': (own) => ({
    query: 'mutation ($input: OpenCompartmentInput!) { openCompartment(input: $input) { id } }',
    variables: {
      input: {
        clientMutationId: 'open-door-1',
        lockerId: own ? ids.locker : ids.otherLocker,
        compartmentId: own ? ids.compartment : ids.otherCompartment,
      },
    },
  }),
  'Mutation.publishLockerEvent': () => ({
    query: 'mutation ($input: LockerEventInput!) { publishLockerEvent(input: $input) { sequence } }',
    variables: {
      input: {
        lockerId: ids.locker,
        buildingId: ids.building,
        sequence: 1,
        type: 'DOOR_OPENED',
        occurredAt: '2026-11-21T08:00:00Z',
        recordedAt: '2026-11-21T08:00:00Z',
      },
    },
  }),
  'Mutation.publishDeliveryEvent': () => ({
    query: 'mutation ($input: DeliveryEventInput!) { publishDeliveryEvent(input: $input) { sequence } }',
    variables: {
      input: {
        deliveryId: ids.delivery,
        lockerId: ids.locker,
        buildingId: ids.building,
        partnerId: ids.partner,
        sequence: 1,
        status: 'DELIVERED',
        occurredAt: '2026-11-21T08:00:00Z',
        recordedAt: '2026-11-21T08:00:00Z',
      },
    },
  }),
  'Subscription.onDeliveryUpdated': (own) => ({
    query: `subscription { onDeliveryUpdated(lockerId: "${own ? ids.locker : ids.otherLocker}") { sequence } }`,
  }),
  'Subscription.onLockerEvent': (own) => ({
    query: `subscription { onLockerEvent(lockerId: "${own ? ids.locker : ids.otherLocker}") { sequence } }`,
  }),
  'Delivery.locker': (own) => onDelivery(own, 'locker { name }'),
  'Delivery.signature': (own) => onDelivery(own, 'signature { url }'),
  'Locker.compartments': (own) => onLocker(own, 'compartments { number status }'),
};

function onDelivery(own: boolean, selection: string) {
  return {
    query: `{ getDelivery(deliveryId: "${own ? ids.delivery : ids.otherDelivery}") { ${selection} } }`,
  };
}

function onLocker(own: boolean, selection: string) {
  return { query: `{ getLocker(lockerId: "${own ? ids.locker : ids.otherLocker}") { ${selection} } }` };
}

function change(field: string, type: string, own: boolean, more: object = {}) {
  return {
    query: `mutation ($input: ${type}!) { ${field}(input: $input) { id } }`,
    variables: {
      input: {
        clientMutationId: 'change-it-1',
        deliveryId: own ? ids.delivery : ids.otherDelivery,
        ...more,
      },
    },
  };
}

const outcomes: Readonly<Record<string, Outcome>> = {
  NotFound: 'hidden',
  Unauthorized: 'no',
  BadRequest: 'bad',
  InvalidState: 'state',
};

describe('every field × every group × own and foreign', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
    // Cancelled deliveries: every change that is let through is then refused by the state, and the data stays as it is.
    const changes = { status: 'cancelled', signatureKey: 'signatures/a/b/c' } as const;
    api.load([...scene(true, changes), ...scene(false, changes)]);
    api.load([eventItem(deliveryEvent(delivery(true, { sequence: 1 })))]);
  });
  afterAll(() => api.close());

  it('has a row for each field that has a resolver', () => {
    const fields = fieldsManifest.fields.map(({ type, field }) => `${type}.${field}`);
    expect(Object.keys(table).sort()).toEqual([...fields].sort());
  });

  const cases = Object.entries(table).flatMap(([field, row]) =>
    (['own', 'foreign'] as const).flatMap((whose) =>
      (Object.keys(row[whose]) as Person[]).map((person) => ({
        field,
        whose,
        person,
        expected: row[whose][person],
      })),
    ),
  );

  it.each(cases)('$field, $whose, as $person: $expected', async ({ field, whose, person, expected }) => {
    const request = requests[field]?.(whose === 'own');
    if (!request) throw new Error(`There is no request for ${field}.`);
    const { data, errors } = await send(api, field, person, request);
    const type = String(errors?.[0]?.['errorType'] ?? '');
    expect(errors === undefined ? 'yes' : (outcomes[type] ?? JSON.stringify(errors))).toBe(expected);
    if (expected !== 'yes') for (const value of Object.values(data ?? {})) expect(value).toBeNull();
  });

  it('lets the system publish, and nothing else', async () => {
    const published = requests['Mutation.publishLockerEvent']?.(true);
    expect(await api.asSystem(published?.query ?? '', published?.variables)).toMatchObject({
      data: { publishLockerEvent: { sequence: 1 } },
    });
    const { errors } = await api.asSystem('{ me { id } }');
    expect(errors).toMatchObject([{ errorType: 'Unauthorized' }]);
  });

  it("finds nothing in a list but the courier's own", async () => {
    api.load([deliveryItem(delivery(false, { deliveryId: 'dlv_01K6F0A0000000000000000009' }))]);
    const { data } = await api.as('courier', `{ listMyDeliveries(day: "${day}+01:00") { items { id } } }`);
    expect(data).toEqual({ listMyDeliveries: { items: [{ id: ids.delivery }] } });
  });
});

/** Subscriptions are refused at `start`, everything else over HTTP. */
async function send(api: Api, field: string, person: Person, request: { query: string; variables?: object }) {
  if (!field.startsWith('Subscription.')) return api.as(person, request.query, request.variables);
  const { RealtimeClient } = await import('../appsync/realtime-client.ts');
  const authorization = await api.authorization(person);
  const client = await RealtimeClient.connect(api.appsync.realtimeUrl, authorization);
  const frame = await client.subscribe('1', request.query, authorization, request.variables);
  client.close();
  const errors =
    frame.type === 'start_ack' ? undefined : (frame.payload?.errors as Record<string, unknown>[]);
  return { data: null, errors };
}
