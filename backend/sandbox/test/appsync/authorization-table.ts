/**
 * Every field × every caller × own and foreign resource: what must happen; authorization.test.ts executes it. A field's row is what the
 * contract says of it, and what the contract does not say is here.
 */
import { fieldsManifest } from '../../../src/generated/fields.ts';
import type { FieldName } from '../../../src/generated/graphql.ts';
import type { DeliveryStatus } from '../../../src/domain/delivery.ts';
import { access, documentOf, leastValue } from './field-calls.ts';
import type { CallerName, Owner, Place } from './northwind-fixture.ts';
import { published } from '../published.ts';

/** `allowed`: data. `silent`: the subscription starts, but the resource's events do not arrive. Else: the errorType. */
export type Expected = 'allowed' | 'silent' | 'Unauthorized' | 'NotFound' | 'BadRequest';

type Cells = Readonly<Record<Owner, Expected>>;

export interface Row {
  readonly document: (place: Place) => string;
  /** The state the delivery must be in for the step to be possible at all. */
  readonly status?: DeliveryStatus;
  readonly expected: Readonly<Record<CallerName, Cells>>;
}

const both = (expected: Expected) => ({ own: expected, foreign: expected });
const ownOnly = { own: 'allowed', foreign: 'NotFound' } as const;
const followsOwn = { own: 'allowed', foreign: 'silent' } as const;
const no = both('Unauthorized');
const yes = both('allowed');

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

const leastDocument = (name: FieldName, place: Place): string =>
  documentOf(name, leastValue({ ...place, clientMutationId: `mutation-${place.deliveryId}` }));

/** What the contract says: who is in no group of the field is refused; who is sees their own, and an admin everything. */
const fromContract = (name: FieldName, document: Row['document']): Row => {
  const { groups, iam } = access(name);
  const place = { lockerId: 'l', compartmentId: 'c', deliveryId: 'd', buildingId: 'b' };
  const nobodys = { lockerId: '', compartmentId: '', deliveryId: '', buildingId: '' };
  // What takes nobody's id answers with the caller's own.
  const members = document(place) === document(nobodys) ? yes : ownOnly;
  const of = (group: string, allowed: Cells): Cells => (groups.includes(group) ? allowed : no);
  return {
    document,
    expected: {
      courier: of('courier', members),
      manager: of('manager', members),
      partner: of('partner', members),
      admin: of('admin', yes),
      nobody: no,
      system: iam ? yes : no,
    },
  };
};

/** What the contract does not say of a field. */
interface Differences {
  readonly document?: Row['document'];
  readonly status?: DeliveryStatus;
  readonly expected?: Partial<Row['expected']>;
}

const differences: Readonly<Partial<Record<FieldName, Differences>>> = {
  'Query.listMyDeliveries': {
    // A whole page: the foreign delivery is simply not in the list, which authorization.test.ts checks for every answer.
    document: () => '{ listMyDeliveries(day: "2026-11-21", limit: 100) { items { id recipient { name } } } }',
  },
  'Mutation.markPickedUp': { status: 'delivered' },
  'Mutation.reportDeliveryProblem': { status: 'delivered' },
  'Mutation.publishLockerEvent': {
    document: (place) =>
      `mutation { publishLockerEvent(input: ${lockerEvent(place)}) { lockerId sequence type } }`,
  },
  'Mutation.publishDeliveryEvent': {
    document: (place) =>
      `mutation { publishDeliveryEvent(input: ${deliveryEvent(place)}) { deliveryId sequence status } }`,
  },
  'Subscription.onDeliveryUpdated': { expected: { courier: followsOwn, partner: followsOwn } },
  'Subscription.onLockerEvent': {
    document: ({ lockerId }) =>
      `subscription { onLockerEvent(lockerId: "${lockerId}") { lockerId sequence type } }`,
  },
};

const row = (name: FieldName): Row => {
  const { expected, ...more } = differences[name] ?? {};
  const contract = fromContract(name, more.document ?? ((place) => leastDocument(name, place)));
  return { ...contract, ...more, expected: { ...contract.expected, ...expected } };
};

export const authorizationTable = Object.fromEntries(
  fieldsManifest.fields.map(({ type, field }) => {
    const name = `${type}.${field}` as FieldName;
    return [name, row(name)];
  }),
) as Readonly<Record<FieldName, Row>>;

/** The same subscription by building: it authorizes by another way, so it has its own row. */
export const subscriptionByBuilding: Row = {
  document: ({ buildingId }) =>
    `subscription { onLockerEvent(buildingId: "${buildingId}") { lockerId sequence type } }`,
  expected: row('Subscription.onLockerEvent').expected,
};
