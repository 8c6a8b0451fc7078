/**
 * GraphQL documents that ask for as much work as their length allows, made for one query of the schema: whatever a document may hold
 * many of, it holds as many of as fit.
 */
import { getNamedType, isLeafType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import type { WorstBody } from './worst-bodies.ts';

/** Counts around the limits that an API may set: what is just admitted is worth as much as what is refused. */
const COUNTS = [99, 1_990, Number.POSITIVE_INFINITY];

const each = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

type Document = (count: number) => string;

/** @param arguments_ of the field, with their parentheses, or nothing */
function documentsOf(operation: string, field: string, type: GraphQLObjectType, leaf: string) {
  const call = `${field} { ${leaf} }`;
  const within = (inner: string): string => `${operation} { ${field} { ${inner} } }`;
  const fragment = (index: number, inner: string): string =>
    `fragment f${index} on ${type.name} { ${inner} }`;
  return {
    'the field under many names': (n) => `${operation} { ${each(n, (i) => `a${i}: ${call}`)} }`,
    'the field again and again': (n) => `${operation} { ${each(n, () => call)} }`,
    'a leaf under many names': (n) => within(each(n, (i) => `a${i}: ${leaf}`)),
    'a leaf again and again': (n) => within(each(n, () => leaf)),
    'two leaves of one name': (n) => within(each(n, (i) => `same: ${i % 2 === 0 ? leaf : '__typename'}`)),
    'fields that do not exist': (n) => within(each(n, (i) => `x${i}`)),
    'an argument that does not exist': (n) =>
      `${operation} { ${field}(${each(n, (i) => `x${i}: 1`)}) { ${leaf} } }`,
    'one argument again and again': (n) => `${operation} { ${field}(${each(n, () => 'x: 1')}) { ${leaf} } }`,
    'nested fields': (n) => within(`${'a { '.repeat(n)} b ${'} '.repeat(n)}`),
    'nested inline fragments': (n) => within(`${'... { '.repeat(n)} ${leaf} ${'} '.repeat(n)}`),
    'inline fragments in a row': (n) => within(each(n, () => `... { ${leaf} }`)),
    'inline fragments in a row, in pairs': (n) =>
      within(each(n / 2, () => `... on ${type.name} { ${leaf} }`)),
    'fragments in a row': (n) => `${within(each(n, (i) => `...f${i}`))} ${each(n, (i) => fragment(i, leaf))}`,
    'one fragment again and again': (n) => `${within(each(n, () => '...f0'))} ${fragment(0, leaf)}`,
    'fragments that each spread the next': (n) =>
      `${within('...f0')} ${each(n, (i) => fragment(i, `...f${i + 1}`))} ${fragment(n, leaf)}`,
    'fragments that each spread the next twice': (n) =>
      `${within('...f0')} ${each(n, (i) => fragment(i, `...f${i + 1} ...f${i + 1}`))} ${fragment(n, leaf)}`,
    'fragments that spread all behind them': (n) => {
      const count = Math.min(100, Math.floor(Math.sqrt(n)));
      const spreads = (i: number) => each(count - i, (j) => `...f${i + j + 1}`);
      return `${within('...f0')} ${each(count, (i) => fragment(i, spreads(i)))} ${fragment(count, leaf)}`;
    },
    'fragments in a circle': (n) => `${within('...f0')} ${each(n, (i) => fragment(i, `...f${(i + 1) % n}`))}`,
    'fragments that nobody spreads': (n) => `${within(leaf)} ${each(n, (i) => fragment(i, leaf))}`,
    'fragments that do not exist': (n) => within(each(n, (i) => `...f${i}`)),
    'fragments of one name': (n) => `${within('...f0')} ${each(n, () => fragment(0, leaf))}`,
    'directives of one name': (n) => within(`${leaf} ${each(n, () => '@include(if: true)')}`),
    'directives that do not exist': (n) => within(`${leaf} ${each(n, (i) => `@x${i}`)}`),
    'variables that nobody uses': (n) => `${operation} a(${each(n, (i) => `$v${i}: Int`)}) { ${call} }`,
    'variables of unknown types': (n) => `${operation} a(${each(n, (i) => `$v${i}: X${i}`)}) { ${call} }`,
    'variables that do not exist': (n) =>
      `${operation} { ${field}(${each(n, (i) => `x${i}: $v${i}`)}) { ${leaf} } }`,
    'operations under many names': (n) => each(n, (i) => `${operation} a${i} { ${call} }`),
    'operations of one name': (n) => each(n, () => `${operation} a { ${call} }`),
    'an argument of nested lists': (n) =>
      `${operation} { ${field}(x: ${'['.repeat(n)}1${']'.repeat(n)}) { ${leaf} } }`,
    'an argument of nested objects': (n) =>
      `${operation} { ${field}(x: ${'{a:'.repeat(n)}1${'}'.repeat(n)}) { ${leaf} } }`,
    'an argument with a long list': (n) => `${operation} { ${field}(x: [${'1 '.repeat(n)}]) { ${leaf} } }`,
    'an argument with many fields': (n) =>
      `${operation} { ${field}(x: {${each(n, (i) => `a${i}: 1`)}}) { ${leaf} } }`,
    'an argument with fields of one name': (n) =>
      `${operation} { ${field}(x: {${each(n, () => 'a: 1')}}) { ${leaf} } }`,
    'a long string': (n) => `${operation} { ${field}(x: "${String.raw`\u0041`.repeat(n)}") { ${leaf} } }`,
    'a block string of many lines': (n) =>
      `${operation} { ${field}(x: """${'\n  a'.repeat(n)}""") { ${leaf} } }`,
    'a long name': (n) => `${operation} { ${'a'.repeat(n)} }`,
    'a long number': (n) => `${operation} { ${field}(x: ${'9'.repeat(n)}) { ${leaf} } }`,
    'a long comment': (n) => `# ${'a'.repeat(n)}\n${operation} { ${call} }`,
    'empty lines': (n) => `${'\n,'.repeat(n)}${operation} { ${call} }`,
    'questions about the schema': (n) =>
      `{ ${each(n, (i) => `a${i}: __schema { types { name fields { name type { name } } } }`)} }`,
    'questions about all types': (n) =>
      `{ __schema { ${each(n, (i) => `a${i}: types { name fields { name args { name } } }`)} } }`,
    'questions about one type': (n) =>
      `{ ${each(n, (i) => `a${i}: __type(name: "${type.name}") { fields { name type { fields { name } } } }`)} }`,
  } satisfies Record<string, Document>;
}

/** As many as fit into `bytes`, `most` at most: what one more costs is told by two documents. */
function filled(document: Document, most: number, bytes: number): string {
  const one = document(2).length - document(1).length;
  const count = Math.max(
    1,
    Math.min(most, Math.floor((bytes - document(1).length) / (Math.max(1, one) + 4))),
  );
  return document(count);
}

/** @returns undefined for a field whose type has no leaf to ask for */
export function worstDocuments({ name, type }: GraphQLField<unknown, unknown>): WorstBody[] | undefined {
  const named = getNamedType(type);
  if (!isObjectType(named)) return undefined;
  const leaf = Object.values(named.getFields()).find((field) => isLeafType(getNamedType(field.type)));
  if (leaf === undefined) return undefined;
  return Object.entries(documentsOf('query', name, named, leaf.name)).flatMap(([what, document]) =>
    COUNTS.map((most) => ({
      name: `${what}, ${Number.isFinite(most) ? `${most} of them` : 'as many as fit'}`,
      make: (bytes: number) => filled(document, most, bytes),
    })),
  );
}
