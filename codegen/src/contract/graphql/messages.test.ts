/** The commonest mistakes in the GraphQL contract and its documents, and what their author is told. */
import { describe, expect, it } from 'vitest';
import { changed, expectPlaces, messageOf, readText } from '../../../test/message-of.ts';
import { listDocuments } from './documents.ts';
import { buildContract, schemaPath } from './schema.ts';
import { parseFile } from './supported.ts';

const sdl = await readText(schemaPath);

describe('the GraphQL contract', () => {
  it.each([
    [
      'an unknown type',
      'status: LockerStatus',
      'status: LockerState',
      'the type LockerState is not defined; check its spelling',
    ],
    [
      'a scalar without one meaning',
      'status: LockerStatus',
      'status: AWSJSON',
      'the scalar AWSJSON is not supported: AppSync parses it',
    ],
    ['@aws_auth', '@aws_iam', '@aws_auth', '@aws_auth is ignored'],
    ['a directive of ours', '@aws_iam', '@fast', 'the directive @fast is not supported'],
    [
      'an interface',
      'type Delivery ',
      'interface Thing { id: ID! }\ntype Delivery ',
      'Thing is an interface: a resolver could not say which type',
    ],
    ['a union', 'type Delivery ', 'union Thing = Delivery | Locker\ntype Delivery ', 'Thing is a union'],
    [
      'a type named Readonly',
      'type Delivery ',
      'type Readonly { id: ID! }\ntype Delivery ',
      'Readonly is taken in TypeScript',
    ],
    [
      'a type twice',
      'type Delivery ',
      'enum Locker { A }\ntype Delivery ',
      'Locker is defined a second time',
    ],
    [
      'a missing brace',
      'type Delivery ',
      'type Delivery2 { \ntype Delivery ',
      'Syntax Error: Expected ":", found Name "Delivery"; look here',
    ],
    [
      'a misspelt scalar',
      'limit: Int',
      'limit: Integer',
      'the type Integer is not defined; check its spelling',
    ],
    [
      'a misspelt directive',
      '@aws_cognito_user_pools(',
      '@aws_cognito_userpools(',
      'the directive @aws_cognito_userpools is not supported; AppSync',
    ],
    [
      'a misspelt argument of a directive',
      'cognito_groups:',
      'cognitoGroups:',
      'Unknown argument "cognitoGroups" on directive "@aws_cognito_user_pools". Did you mean "cognito_groups"?',
    ],
    [
      'a directive twice',
      '@aws_iam',
      '@aws_iam @aws_iam',
      'can only be used once at this location; leave one.',
    ],
    [
      'a directive on an argument',
      '(lockerId: ID!)',
      '(lockerId: ID! @aws_iam)',
      'may not be used on ARGUMENT_DEFINITION; remove it there.',
    ],
    [
      'a field twice',
      'type Query {',
      'type Query {\n  me: ID\n',
      'Field "Query.me" can only be defined once; leave one.',
    ],
    [
      'an argument twice',
      '(lockerId: ID!)',
      '(lockerId: ID!, lockerId: ID!)',
      'Argument "Query.getLocker(lockerId:)" can only be defined once; leave one.',
    ],
    [
      'an interface that nothing defines',
      'type Delivery ',
      'type Delivery implements Node ',
      'the type Node is not defined; check its spelling or define it',
    ],
    [
      'an input for an answer',
      'getLocker(lockerId: ID!): Locker!',
      'getLocker(lockerId: ID!): MarkDeliveredInput!',
      'must be Output Type but got: MarkDeliveredInput!; return an object type',
    ],
    [
      'an answer for an input',
      'input: MarkDeliveredInput!',
      'input: Locker!',
      'must be Input Type but got: Locker!; take an input',
    ],
    [
      'a default of another type',
      'limit: Int\n',
      'limit: Int = "x"\n',
      'Int cannot represent non-integer value: "x"; write a value of that type',
    ],
    [
      'an input without an end',
      'input MarkDeliveredInput {',
      'input MarkDeliveredInput {\n  self: MarkDeliveredInput!',
      'MarkDeliveredInput.self; make one of the fields nullable',
    ],
    [
      'a quote that stays open',
      '["courier"',
      '["courier',
      'Unterminated string; look here and at the line above',
    ],
    ['a bracket that stays open', '(lockerId: ID!)', '(lockerId: ID!', 'Expected Name, found ":"; look here'],
    ['no Query', 'type Query {', 'type Querry {', 'the type Query is not defined; check its spelling'],
  ])('with %s is refused', (_, from, to, message) => {
    const text = changed(sdl, from, to);
    const told = messageOf(() => buildContract(text));
    expect(told).toContain(message);
    expectPlaces(told, schemaPath);
  });

  it.each([
    ['an unknown field', 'query Get { getLocker(lockerId: "x") { colour } }', 'Cannot query field "colour"'],
    [
      'no name',
      'query { getLocker(lockerId: "x") { id } }',
      'an operation has no name; call it like GetLocker',
    ],
    [
      'a name in lower case',
      'query get { getLocker(lockerId: "x") { id } }',
      'get is no PascalCase name; call it',
    ],
    [
      'an unknown fragment',
      'query Get { getLocker(lockerId: "x") { ...Nothing } }',
      'Unknown fragment "Nothing"; check',
    ],
    [
      'an argument forgotten',
      'query Get { getLocker { id } }',
      'is required, but it was not provided; pass it',
    ],
    [
      'a variable unused',
      'query Get($x: Int) { getLocker(lockerId: "x") { id } }',
      'is never used in operation "Get"; use',
    ],
    [
      'a variable undeclared',
      'query Get { getLocker(lockerId: $x) { id } }',
      "declare it in the operation's parentheses",
    ],
    [
      'fields of a scalar',
      'query Get { getLocker(lockerId: "x") { id { x } } }',
      'no subfields; remove the braces',
    ],
    [
      'a wrong variable',
      'query Get($id: Int!) { getLocker(lockerId: $id) { id } }',
      'used in position expecting type',
    ],
  ])('refuses a document with %s', (_, document, message) => {
    const file = 'schema/operations/courier.graphql';
    const told = messageOf(() =>
      listDocuments(buildContract(sdl), [
        { name: 'courier', path: file, document: parseFile(document, file) },
      ]),
    );
    expect(told).toContain(message);
    expect(told).toMatch(/^schema\/operations\/courier\.graphql:1:\d+ /);
  });
});
