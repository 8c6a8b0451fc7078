/**
 * Every field × every caller × own and foreign resource: what must happen. Data only; authorization.test.ts executes it.
 * A field that is added to the contract and not here fails to compile.
 */
import type { FieldName } from '../../../src/generated/graphql.ts';
import type { DeliveryStatus } from '../../../src/domain/delivery.ts';
import type { CallerName, Owner, Place } from './northwind-fixture.ts';
import { published } from '../published.ts';

/** `allowed`: data. `silent`: the subscription starts, but the resource's events do not arrive. Else: the errorType. */
export type Expected = 'allowed' | 'silent' | 'Unauthorized' | 'NotFound' | 'BadRequest';

export interface Row {
  readonly document: (place: Place) => string;
  /** The state the delivery must be in for the step to be possible at all. */
  readonly status?: DeliveryStatus;
  readonly expected: Readonly<Record<CallerName, Readonly<Record<Owner, Expected>>>>;
}

const both = (expected: Expected) => ({ own: expected, foreign: expected });
const ownOnly = { own: 'allowed', foreign: 'NotFound' } as const;
const followsOwn = { own: 'allowed', foreign: 'silent' } as const;
const no = both('Unauthorized');
const yes = both('allowed');

const input = (place: Place, more = '') =>
  `{ clientMutationId: "mutation-${place.deliveryId}", deliveryId: "${place.deliveryId}"${more} }`;
/** As GraphQL writes it: a name in upper case is a value of an enumeration. */
const literal = (input: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(input)
    .replaceAll(/"(\w+)":/g, '$1: ')
    .replaceAll(/"([A-Z_]+)"/g, '$1');

const happened = { occurredAt: '2026-11-21T09:00:00Z', recordedAt: '2026-11-21T09:00:00Z', sequence: 2 };
const lockerEvent = ({ lockerId, buildingId }: Place) =>
  literal(published('PublishLockerEvent', { ...happened, lockerId, buildingId, type: 'BATTERY' }).input);
const deliveryEvent = ({ deliveryId, lockerId, buildingId }: Place) =>
  literal(
    published('PublishDeliveryEvent', {
      ...{ ...happened, deliveryId, lockerId, buildingId },
      partnerId: 'p',
      status: 'DELIVERED',
    }).input,
  );

const everybodysDelivery = {
  courier: ownOnly,
  manager: ownOnly,
  partner: ownOnly,
  admin: yes,
  nobody: no,
  system: no,
};
const managersLocker = { courier: no, manager: ownOnly, partner: no, admin: yes, nobody: no, system: no };
const systemOnly = { courier: no, manager: no, partner: no, admin: no, nobody: no, system: yes };

export const authorizationTable: Readonly<Record<FieldName, Row>> = {
  'Query.me': {
    document: () => '{ me { id groups buildingIds partnerId } }',
    expected: { courier: yes, manager: yes, partner: yes, admin: yes, nobody: no, system: no },
  },
  'Query.getDelivery': {
    document: ({ deliveryId }) =>
      `{ getDelivery(deliveryId: "${deliveryId}") { id status recipient { name } } }`,
    expected: everybodysDelivery,
  },
  'Query.listMyDeliveries': {
    // Takes no id: the foreign delivery is simply not in the list, which authorization.test.ts checks for every answer.
    document: () => '{ listMyDeliveries(day: "2026-11-21", limit: 100) { items { id recipient { name } } } }',
    expected: { courier: yes, manager: no, partner: no, admin: no, nobody: no, system: no },
  },
  'Query.getLocker': {
    document: ({ lockerId }) => `{ getLocker(lockerId: "${lockerId}") { id name sequence } }`,
    expected: managersLocker,
  },
  'Query.listBuildingLockers': {
    document: ({ buildingId }) =>
      `{ listBuildingLockers(buildingId: "${buildingId}") { items { id name } nextToken } }`,
    expected: managersLocker,
  },
  'Query.listLockerEvents': {
    document: ({ lockerId }) =>
      `{ listLockerEvents(lockerId: "${lockerId}") { items { sequence type deliveryId } latestSequence } }`,
    expected: managersLocker,
  },
  'Mutation.markDelivered': {
    document: (place) =>
      `mutation { markDelivered(input: ${input(place)}) { id status sequence recipient { name } } }`,
    status: 'announced',
    expected: { courier: ownOnly, manager: no, partner: no, admin: yes, nobody: no, system: no },
  },
  'Mutation.markPickedUp': {
    document: (place) =>
      `mutation { markPickedUp(input: ${input(place)}) { id status sequence recipient { name } } }`,
    status: 'delivered',
    expected: { courier: ownOnly, manager: ownOnly, partner: no, admin: yes, nobody: no, system: no },
  },
  'Mutation.reportDeliveryProblem': {
    document: (place) =>
      `mutation { reportDeliveryProblem(input: ${input(place, ', reason: DAMAGED')}) { id status problem { reason } } }`,
    status: 'delivered',
    expected: { courier: ownOnly, manager: ownOnly, partner: no, admin: yes, nobody: no, system: no },
  },
  'Mutation.requestSignatureUpload': {
    document: ({ deliveryId }) =>
      `mutation { requestSignatureUpload(input: { deliveryId: "${deliveryId}", contentType: PNG, sizeBytes: 9 }) { uploadId url } }`,
    expected: { courier: ownOnly, manager: no, partner: no, admin: no, nobody: no, system: no },
  },
  'Mutation.openCompartment': {
    document: ({ lockerId, compartmentId }) =>
      `mutation { openCompartment(input: { clientMutationId: "open-${lockerId}", lockerId: "${lockerId}", compartmentId: "${compartmentId}" }) { id issuedAt } }`,
    expected: { courier: ownOnly, manager: ownOnly, partner: no, admin: yes, nobody: no, system: no },
  },
  'Mutation.publishLockerEvent': {
    document: (place) =>
      `mutation { publishLockerEvent(input: ${lockerEvent(place)}) { lockerId sequence type } }`,
    expected: systemOnly,
  },
  'Mutation.publishDeliveryEvent': {
    document: (place) =>
      `mutation { publishDeliveryEvent(input: ${deliveryEvent(place)}) { deliveryId sequence status } }`,
    expected: systemOnly,
  },
  'Subscription.onDeliveryUpdated': {
    document: ({ lockerId }) =>
      `subscription { onDeliveryUpdated(lockerId: "${lockerId}") { deliveryId sequence status } }`,
    expected: {
      courier: followsOwn,
      manager: ownOnly,
      partner: followsOwn,
      admin: yes,
      nobody: no,
      system: no,
    },
  },
  'Subscription.onLockerEvent': {
    document: ({ lockerId }) =>
      `subscription { onLockerEvent(lockerId: "${lockerId}") { lockerId sequence type } }`,
    expected: managersLocker,
  },
  'Delivery.locker': {
    document: ({ deliveryId }) =>
      `{ getDelivery(deliveryId: "${deliveryId}") { locker { name address { city } } } }`,
    expected: everybodysDelivery,
  },
  'Delivery.signature': {
    document: ({ deliveryId }) =>
      `{ getDelivery(deliveryId: "${deliveryId}") { signature { url expiresAt } } }`,
    expected: everybodysDelivery,
  },
  'Locker.compartments': {
    document: ({ lockerId }) =>
      `{ getLocker(lockerId: "${lockerId}") { compartments { number status deliveryId } } }`,
    expected: managersLocker,
  },
};

/** The same subscription by building: it authorizes by another way, so it has its own row. */
export const subscriptionByBuilding: Row = {
  document: ({ buildingId }) =>
    `subscription { onLockerEvent(buildingId: "${buildingId}") { lockerId sequence type } }`,
  expected: managersLocker,
};
