/** Which changes of a schema break a program: what it sends may not be asked for more, what it reads may not promise less. */
import {
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import { flattenAllOf } from '../../contract/openapi/flatten.ts';

type Schema = SchemaObject | ReferenceObject;

/** A program `sends` a request and `reads` a response. */
export type Direction = 'sends' | 'reads';

export interface Difference {
  /** Below what was compared, with slashes; empty for the whole. */
  readonly path: string;
  readonly what: string;
}

export interface Versions {
  readonly released: OpenApiDocument;
  readonly current: OpenApiDocument;
}

/** Bounds, and whether a larger number asks more of who sends. */
const bounds = [
  ['minimum', true],
  ['minLength', true],
  ['minItems', true],
  ['minProperties', true],
  ['maximum', false],
  ['maxLength', false],
  ['maxItems', false],
  ['maxProperties', false],
] as const;

export function schemaDifferences(
  versions: Versions,
  released: Schema,
  current: Schema,
  direction: Direction,
  path = '',
  seen: ReadonlySet<string> = new Set(),
): Difference[] {
  const pair = JSON.stringify([released, current]);
  if ('$ref' in released && seen.has(pair)) return [];
  const below = new Set([...seen, pair]);
  const before = flat(versions.released, released);
  const after = flat(versions.current, current);
  const at = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const compare = (left: Schema, right: Schema, name: string): Difference[] =>
    schemaDifferences(versions, left, right, direction, at(name), below);
  if (before.type !== after.type) return [{ path: at('type'), what: became(before.type, after.type) }];
  return [
    ...valueDifferences(before, after, direction).map(({ path: name, what }) => ({ path: at(name), what })),
    ...propertyDifferences(before, after, direction).map(({ path: name, what }) => ({
      path: at(name),
      what,
    })),
    ...Object.entries(before.properties ?? {}).flatMap(([name, property]) => {
      const own = after.properties?.[name];
      return own === undefined ? [] : compare(property, own, `properties/${name}`);
    }),
    ...(before.items !== undefined && after.items !== undefined
      ? compare(before.items, after.items, 'items')
      : []),
    ...mapDifferences(before, after, compare, at),
  ];
}

function flat(document: OpenApiDocument, schema: Schema): SchemaObject {
  return resolve<SchemaObject>(document, flattenAllOf(document, resolve<SchemaObject>(document, schema)));
}

function propertyDifferences(before: SchemaObject, after: SchemaObject, direction: Direction): Difference[] {
  const removed = Object.keys(before.properties ?? {}).filter((name) => !(name in (after.properties ?? {})));
  const wasRequired = new Set(before.required);
  const isRequired = new Set(after.required);
  const changed =
    direction === 'sends'
      ? [...isRequired].filter((name) => !wasRequired.has(name))
      : [...wasRequired].filter((name) => !isRequired.has(name) && !removed.includes(name));
  return [
    // Bodies are closed: a field that is gone is refused.
    ...removed.map((name) => ({ path: `properties/${name}`, what: 'was removed' })),
    ...changed.map((name) => ({
      path: `required/${name}`,
      what: direction === 'sends' ? 'is required now' : 'may be absent now',
    })),
  ];
}

function valueDifferences(before: SchemaObject, after: SchemaObject, direction: Direction): Difference[] {
  const sends = direction === 'sends';
  const found: Difference[] = [];
  const say = (path: string, left: unknown, right: unknown): void =>
    void found.push({ path, what: became(left, right) });
  // A sender may not be asked for more; a reader may not be told less of what it gets.
  for (const keyword of ['format', 'pattern'] as const) {
    const isLoose = sends ? after[keyword] === undefined : before[keyword] === undefined;
    if (before[keyword] !== after[keyword] && !isLoose) say(keyword, before[keyword], after[keyword]);
  }
  if (Boolean(before.nullable) !== Boolean(after.nullable) && Boolean(after.nullable) !== sends)
    say('nullable', before.nullable ?? false, after.nullable ?? false);
  if (before.enum !== undefined || after.enum !== undefined)
    found.push(...enumDifferences(before, after, sends));
  if (!sends) return found;
  for (const [keyword, isLower] of bounds) {
    const left = before[keyword] ?? (isLower ? -Infinity : Infinity);
    const right = after[keyword] ?? (isLower ? -Infinity : Infinity);
    if (isLower ? right > left : right < left) say(keyword, before[keyword], after[keyword]);
  }
  for (const keyword of ['exclusiveMinimum', 'exclusiveMaximum', 'uniqueItems'] as const)
    if (after[keyword] && !before[keyword]) say(keyword, before[keyword], after[keyword]);
  if (after.multipleOf !== undefined && after.multipleOf !== before.multipleOf)
    say('multipleOf', before.multipleOf, after.multipleOf);
  if (JSON.stringify(before.default) !== JSON.stringify(after.default) && before.default !== undefined)
    say('default', before.default, after.default);
  return found;
}

/** The contract tells readers that new values may come (info.description), as new fields may. */
function enumDifferences(before: SchemaObject, after: SchemaObject, sends: boolean): Difference[] {
  if (after.enum === undefined) return sends ? [] : [{ path: 'enum', what: 'may be any value now' }];
  if (before.enum === undefined) return sends ? [{ path: 'enum', what: 'lists the only values now' }] : [];
  const gone = before.enum.filter((value) => !after.enum?.includes(value));
  return sends ? gone.map((value) => ({ path: 'enum', what: `${JSON.stringify(value)} was removed` })) : [];
}

function mapDifferences(
  before: SchemaObject,
  after: SchemaObject,
  compare: (left: Schema, right: Schema, name: string) => Difference[],
  at: (name: string) => string,
): Difference[] {
  const left = before.additionalProperties;
  const right = after.additionalProperties;
  if (typeof left === 'object' && typeof right === 'object')
    return compare(left, right, 'additionalProperties');
  if ((left ?? true) !== false && right === false)
    return [{ path: at('additionalProperties'), what: 'further properties are refused now' }];
  return [];
}

export function became(before: unknown, after: unknown): string {
  return `${text(before)} became ${text(after)}`;
}

function text(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
