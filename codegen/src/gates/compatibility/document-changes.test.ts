import { describe, expect, it } from 'vitest';
import { buildContract } from '../../contract/graphql/schema.ts';
import { parseFile } from '../../contract/graphql/supported.ts';
import { documentChanges } from './document-changes.ts';

const sdl = `
type Query { locker(id: ID!, depth: Int): Locker }
type Locker { id: ID! name: String doors: [Door!] }
type Door { id: ID! open: Boolean }
`;
const documents = `
query GetLocker($id: ID!, $depth: Int) { locker(id: $id, depth: $depth) { ...Whole doors { ...DoorState } } }
fragment Whole on Locker { id name }
fragment DoorState on Door { id open }
`;

function changes(from: string, to: string, contract = sdl): string[] {
  expect(documents + contract).toContain(from);
  const shipped = (text: string, schema: string) => ({
    schema: buildContract(schema),
    files: [{ name: 'app', path: 'app.graphql', document: parseFile(text, 'app.graphql') }],
  });
  return documentChanges(shipped(documents, sdl), shipped(documents.replace(from, to), contract)).map(
    ({ where, path, what }) => `${where} ${path}: ${what}`,
  );
}

describe('an app is broken when', () => {
  it.each([
    [
      'a document is gone',
      /query[^\n]*\n/.exec(documents)?.[0] ?? '',
      '',
      'GetLocker : the document was removed',
    ],
    [
      'a document has another name',
      'query GetLocker',
      'query ReadLocker',
      'GetLocker : the document was removed',
    ],
    ['a fragment has another name', 'Whole on', 'All on', 'Whole : the fragment was removed'],
    [
      'a variable is gone',
      ', $depth: Int) { locker(id: $id, depth: $depth)',
      ') { locker(id: $id)',
      'GetLocker $depth: was removed',
    ],
    ['a variable is asked for', '$depth: Int)', '$depth: Int!)', 'GetLocker $depth: "Int" became "Int!"'],
    [
      'a new variable is asked for',
      '$depth: Int)',
      '$depth: Int, $more: Boolean!)',
      'GetLocker $more: is new and required',
    ],
    [
      'a field is no longer selected',
      '{ id open }',
      '{ id }',
      'GetLocker locker.doors.open: is no longer selected',
    ],
    [
      'a field of a fragment is no longer selected',
      '{ id name }',
      '{ id }',
      'Whole name: is no longer selected',
    ],
    [
      'a field has another name for it',
      '{ id open }',
      '{ id ajar: open }',
      'DoorState open: is no longer selected',
    ],
  ])('%s', (_, from, to, expected) => {
    expect(changes(from, to)).toContain(expected);
  });

  it('the API refuses what it was released with', () => {
    expect(changes('type Query', 'type Query', sdl.replace('depth: Int', 'deep: Int')).join('\n')).toContain(
      'an app that sends it is refused: Unknown argument "depth"',
    );
  });
});

it.each([
  ['nothing', 'query', 'query'],
  ['a further field', '{ id name }', '{ id name doors { id } }'],
  [
    'a further document',
    'query GetLocker',
    'query GetName($id: ID!) { locker(id: $id) { name } }\nquery GetLocker',
  ],
  ['a further variable that may be left out', '$depth: Int)', '$depth: Int, $more: Boolean = true)'],
  ['a variable that need not be given any more', '$id: ID!,', '$id: ID,'],
  ['fields in another order', '{ id open }', '{ open id }'],
])('an app is not broken by %s', (_, from, to) => {
  expect(changes(from, to)).toEqual([]);
});
