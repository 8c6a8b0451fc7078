import { describe, expect, it } from 'vitest';
import { expectPlaces, messageOf } from '../../../test/message-of.ts';
import { readEventSchemas } from '../../contract/events/read.ts';
import { buildContract, readSchemaText } from '../../contract/graphql/schema.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { contractGaps, type Contracts } from './agreement.ts';

const sdl = await readSchemaText();
const rest = await readContract();
const events = await readEventSchemas();

const contracts: Contracts = { rest, graphql: buildContract(sdl), events };

/** The contract with one text in it replaced, wherever it stands. */
const changed = <Contract>(contract: Contract, text: string, replacement: string): Contract => {
  const json = JSON.stringify(contract);
  expect(json).toContain(text);
  return JSON.parse(json.replaceAll(text, replacement)) as Contract;
};

const gapsOf = (change: Partial<Contracts>) =>
  contractGaps({ ...contracts, ...change }).map(({ where, what }) => `${where}: ${what}`);

const graphqlWith = (text: string, replacement: string) => {
  expect(sdl).toContain(text);
  return { graphql: buildContract(sdl.replace(text, replacement)) };
};

describe('the contracts', () => {
  it('agree about what travels between them', () => {
    expect(contractGaps(contracts)).toEqual([]);
  });
});

describe('a gap between contracts', () => {
  it.each([
    [
      'a number that is no GraphQL Int',
      '"maximum":2147483647',
      '"maximum":2147483648',
      'deviceSequence: event → GraphQL LockerEvent: needs a maximum of at most 2147483647',
    ],
    [
      'a number without an end',
      ',"maximum":2147483647',
      '',
      'deviceSequence: event → GraphQL LockerEvent: needs a maximum of at most 2147483647',
    ],
    [
      'a value that GraphQL lacks',
      '"parcel_out"',
      '"parcel_lost"',
      'type: event → GraphQL LockerEvent: has values that are missing there: parcel_lost',
    ],
    ['an id of another form', '^lkr_', '^lk_', 'lockerId: event → REST LockerId: needs the pattern ^lkr_'],
    [
      'a time without bounds',
      '"pattern":"^(19[7-9]',
      '"x-was":"^(19[7-9]',
      'occurredAt: comes from outside and admits 2016-12-31T23:59:60Z, 0000-01-01T00:00:00Z',
    ],
  ])('is found in an event: %s', (_case, text, replacement, expected) => {
    expect(gapsOf({ events: changed(events, text, replacement) }).join('\n')).toContain(expected);
  });

  it.each([
    [
      'a status that REST lacks',
      '  CANCELLED\n}',
      '  CANCELLED\n  LOST\n}',
      'Delivery.status: GraphQL → REST: has values that are missing there: lost',
    ],
    [
      'a field that GraphQL says is never null',
      '  courierId: ID\n  "The UTC day',
      '  courierId: ID!\n  "The UTC day',
      'Delivery.courierId: REST → GraphQL: may be null or absent here and not there',
    ],
    [
      'a field that REST says is never null',
      '  expectedOn: AWSDate!',
      '  expectedOn: AWSDate',
      'Delivery.expectedOn: GraphQL → REST: may be null or absent here and not there',
    ],
    [
      'a day that is a time',
      '  expectedOn: AWSDate!',
      '  expectedOn: AWSDateTime!',
      'Delivery.expectedOn: REST → GraphQL: needs the format date-time',
    ],
    [
      'a number that is text',
      '  number: Int!',
      '  number: String!',
      'Compartment.number: REST → GraphQL: is integer here and string there',
    ],
  ])('is found between the APIs: %s', (_case, text, replacement, expected) => {
    expect(gapsOf(graphqlWith(text, replacement)).join('\n')).toContain(expected);
  });

  it('is found in what REST takes: a second that no Date can hold', () => {
    const gaps = gapsOf({ rest: changed(rest, ':[0-5]', ':[0-6]') });
    expect(gaps.join('\n')).toContain(
      'payInvoice.paidAt: comes from outside and admits 2016-12-31T23:59:60Z',
    );
  });
});

it('an event that becomes a type which there is not is told at its place', () => {
  const told = messageOf(() =>
    contractGaps({
      ...contracts,
      events: changed(events, '"x-graphql-type":"LockerEvent"', '"x-graphql-type":"LokerEvent"'),
    }),
  );
  expect(told).toContain(
    'CompartmentMessage becomes LokerEvent, which is no object type of the GraphQL contract',
  );
  expectPlaces(told, 'schema/events/device-message.schema.json');
});
