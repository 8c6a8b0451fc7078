import { isObjectType, parse, Source } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readContract } from '../../contract/openapi/read.ts';
import { listDocuments } from '../../contract/graphql/documents.ts';
import { contractFindings } from './rules.ts';
import {
  buildContract,
  readOperations,
  readSchema,
  readSchemaText,
  type OperationFile,
} from '../../contract/graphql/schema.ts';

const sdl = await readSchemaText();
const operations = await readOperations();

/** Findings about the contract with one piece of text replaced. */
function findingsWith(text: string, replacement: string, files: readonly OperationFile[] = []): string[] {
  expect(sdl).toContain(text);
  const schema = buildContract(sdl.replace(text, replacement));
  return contractFindings(schema, listDocuments(schema, files));
}

const file = (name: string, text: string): OperationFile => ({
  name,
  path: `${name}.graphql`,
  document: parse(new Source(text, `${name}.graphql`)),
});

describe('the GraphQL contract', () => {
  it('breaks no rule of the house', async () => {
    const schema = await readSchema();
    expect(contractFindings(schema, listDocuments(schema, operations))).toEqual([]);
  });

  it('stays under the megabyte that AppSync takes', () => {
    expect(Buffer.byteLength(sdl)).toBeLessThan(1_000_000);
  });

  it('has the enumerations of the REST contract, in upper case', async () => {
    const rest = (await readContract()).components.schemas;
    const schema = await readSchema();
    for (const name of ['DeliveryStatus', 'CompartmentSize', 'CompartmentStatus', 'LockerStatus']) {
      const type = schema.getType(name);
      const values = type && 'getValues' in type ? type.getValues().map((value) => value.name) : [];
      const { enum: restValues = [] } = rest[name] as { enum?: string[] };
      expect([name, ...values]).toEqual([name, ...restValues.map((value) => value.toUpperCase())]);
    }
  });

  it('calls every field of a delivery what the REST contract calls it', async () => {
    const { Delivery, Recipient, Address } = (await readContract()).components.schemas;
    const schema = await readSchema();
    const fieldsOf = (name: string): string[] => {
      const type = schema.getType(name);
      return isObjectType(type) ? Object.keys(type.getFields()) : [];
    };
    const propertiesOf = (component: object | undefined): string[] =>
      Object.keys((component as { properties?: object } | undefined)?.properties ?? {});
    // An entity tag belongs to HTTP; here the sequence says which of two states is newer.
    const shared = propertiesOf(Delivery).filter((name) => name !== 'etag');
    expect(fieldsOf('Delivery')).toEqual(expect.arrayContaining(shared));
    expect(fieldsOf('Recipient')).toEqual(propertiesOf(Recipient));
    expect(fieldsOf('Address')).toEqual(propertiesOf(Address));
  });

  it('cannot use @aws_auth, which AppSync ignores beside a second mode', () => {
    expect(() => buildContract(sdl.replace('me: Me! @aws_cognito_user_pools', 'me: Me! @aws_auth'))).toThrow(
      /@aws_auth/,
    );
  });
});

describe('a contract that AppSync would take is refused here', () => {
  it.each([
    [
      'a root field without groups',
      ' @aws_cognito_user_pools(cognito_groups: ["courier"])\n\n  """\n  One locker',
      '\n\n  """\n  One locker',
      /listMyDeliveries says nothing/,
    ],
    [
      'a mode without groups',
      'me: Me! @aws_cognito_user_pools(cognito_groups: ["courier", "manager", "partner", "admin"])',
      'me: Me! @aws_cognito_user_pools',
      /Query\.me is open to every/,
    ],
    [
      'a group nobody is in',
      'cognito_groups: ["courier"])\n\n  """\n  One locker',
      'cognito_groups: ["couriers"])\n\n  """\n  One locker',
      /couriers, which the user pool does not have/,
    ],
    [
      'a type without groups',
      'type Signature @aws_cognito_user_pools(cognito_groups: ["courier", "manager", "partner", "admin"])',
      'type Signature',
      /Signature says nothing/,
    ],
    [
      'a returned type closed to its caller',
      'type Compartment @aws_cognito_user_pools(cognito_groups: ["manager", "admin"])',
      'type Compartment @aws_cognito_user_pools(cognito_groups: ["admin"])',
      /Locker\.compartments lets manager in, but Compartment/,
    ],
    [
      'a published type closed to the system',
      'type LockerEvent @aws_iam',
      'type LockerEvent',
      /publishLockerEvent takes IAM, but LockerEvent/,
    ],
    [
      'a publishing mutation open to users',
      'publishLockerEvent(input: LockerEventInput!): LockerEvent @aws_iam',
      'publishLockerEvent(input: LockerEventInput!): LockerEvent @aws_iam @aws_cognito_user_pools(cognito_groups: ["admin"])',
      /for the system alone/,
    ],
    [
      'a non-null field in what is pushed',
      '  "Counts the locker\'s events: 1, 2, 3 … without holes."\n  sequence: Int',
      '  sequence: Int!',
      /LockerEvent\.sequence must be nullable/,
    ],
    [
      'a subscription that hears nothing',
      '@aws_subscribe(mutations: ["publishLockerEvent"])',
      '',
      /onLockerEvent hears no mutation/,
    ],
    [
      'a subscription to a mutation there is not',
      '@aws_subscribe(mutations: ["publishLockerEvent"])',
      '@aws_subscribe(mutations: ["publish"])',
      /hears Mutation\.publish, which does not exist/,
    ],
    [
      'a subscription to another type',
      '@aws_subscribe(mutations: ["publishLockerEvent"])',
      '@aws_subscribe(mutations: ["publishDeliveryEvent"])',
      /must return the same type/,
    ],
    [
      'an argument that is no field',
      'onDeliveryUpdated(lockerId: ID)',
      'onDeliveryUpdated(locker: ID)',
      /argument locker, but its payload no such field/,
    ],
    [
      'an event whose input lacks a field',
      '  recordedAt: AWSDateTime!\n  correlationId: ID\n}\n',
      '}\n',
      /DeliveryEventInput must have the fields of DeliveryEvent/,
    ],
    [
      'a field nobody described',
      '  """\n  The lockers of one of your buildings.\n  """\n',
      '',
      /listBuildingLockers has no description/,
    ],
  ])('%s', (_name, text, replacement, finding) => {
    expect(findingsWith(text, replacement).join('\n')).toMatch(finding);
  });

  it.each([
    ['part of what it publishes', '{ sequence }'],
    ['more than the fragment', '{ ...LockerEventFields lockerId }'],
  ])('a publishing document that selects %s', (_name, selection) => {
    const text = `mutation Publish($input: LockerEventInput!) { publishLockerEvent(input: $input) ${selection} }`;
    expect(findingsWith('', '', [file('system', text)]).join('\n')).toMatch(
      /must select exactly \.\.\.LockerEventFields/,
    );
  });

  it('a document that asks for what there is not, with its file and line', () => {
    const files = [file('courier', 'query Lost {\n  me {\n    shoeSize\n  }\n}')];
    expect(() => listDocuments(buildContract(sdl), files)).toThrow(/courier\.graphql:3:5 .*shoeSize/);
  });
});
