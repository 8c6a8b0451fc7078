import { describe, expect, it } from 'vitest';
import { isUsageError } from '../errors/usage-error.ts';
import { readOperation, type OperationKind } from './read-operation.ts';

function refusal(text: { toString(): string }, kind: OperationKind): string {
  try {
    readOperation(text, kind);
  } catch (error) {
    if (isUsageError(error)) return error.message;
    throw error;
  }
  return 'not refused';
}

describe('what a document is sent with', () => {
  it.each<[string, OperationKind, string]>([
    ['query Plain { me { id } }', 'query', 'Plain'],
    ['\n\n  mutation\tSpread\n{ a }', 'mutation', 'Spread'],
    ['subscription OnIt($id: ID!) { onIt(id: $id) { id } }', 'subscription', 'OnIt'],
    ['\uFEFFquery,Commas,{a,b}', 'query', 'Commas'],
    ['# query Comment { a }\r\nquery AfterComment { a } # mutation Late { b }', 'query', 'AfterComment'],
    ['fragment F on T { a { b } } query AfterFragment { ...F }', 'query', 'AfterFragment'],
    ['query BeforeFragment { ...mutation } fragment mutation on T { a }', 'query', 'BeforeFragment'],
    ['query Query { query mutation { subscription } }', 'query', 'Query'],
    [
      'query Default($in: In = { a: { b: [1, { c: ")}" }] } }) @on(x: "{") { a(in: $in) }',
      'query',
      'Default',
    ],
    ['query Text { a(b: "\\"} mutation X {", c: """} \\""" mutation Y { a }""", d: "") }', 'query', 'Text'],
    ['query Directed @live { a @include(if: true) { b } }', 'query', 'Directed'],
  ])('is read from its text: %j', (query, kind, name) => {
    expect(readOperation(query, kind)).toEqual({ name, query });
  });

  it.each([
    '{ me { id } }',
    '# nameless\n{ me { id } }',
    'fragment F on T { a } { ...F }',
    'query { me { id } }',
    'query($a: Int) { b }',
    'query @live { b }',
  ])('is refused without a name, and says how to give one: %j', (text) => {
    expect(refusal(text, 'query')).toBe("The document's query has no name: write `query YourName`.");
  });

  it.each<[OperationKind, OperationKind, string]>([
    ['query', 'mutation', 'graphql.query'],
    ['mutation', 'query', 'graphql.mutate'],
    ['mutation', 'subscription', 'graphql.mutate'],
    ['subscription', 'query', 'graphql.subscribe'],
  ])('is refused where a %s is given as a %s, and says where to give it', (kind, expected, method) => {
    expect(refusal(`${kind} Which { a }`, expected)).toBe(`Which is a ${kind}: use \`${method}\`.`);
  });

  it.each<[string, { toString(): string }, number]>([
    ['nothing', '', 0],
    ['fragments alone', 'fragment F on T { a }', 0],
    ['a definition of types', 'type T { a: Int }', 0],
    ['two operations', 'query A { a } mutation B { b }', 2],
    ['a syntax tree', Object({ kind: 'Document', definitions: [] }), 0],
    ['a selection without an end', 'query A { a', 0],
  ])('is refused of %s', (_what, text, count) => {
    expect(refusal(text, 'query')).toMatch(`one operation; this one has ${count}. (graphql-codegen: `);
  });
});
