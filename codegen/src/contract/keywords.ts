/** What JSON Schema's keywords hold, in OpenAPI and in events alike: a bound in quotes ends in a crash of who trusts it. */
import { asList, isNode, type Mistake, type Node, type Path } from './openapi/node.ts';

export type Say = (message: string, ...below: Path) => Mistake;

type Kind = readonly [is: (value: unknown) => boolean, what: string];

const isString = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

const text: Kind = [isString, 'a text'];
const number: Kind = [Number.isFinite, 'a number'];
const count: Kind = [isCount, 'a whole number from 0'];
const truth: Kind = [isBoolean, 'true or false'];
const names: Kind = [(value) => Array.isArray(value) && value.every(isString), 'a list of names'];
const list: Kind = [(value) => Array.isArray(value) && value.length > 0, 'a list with something in it'];
const map: Kind = [isNode, 'an object, a name and a schema each'];

const kinds: Readonly<Record<string, Kind>> = {
  title: text,
  description: text,
  format: text,
  pattern: text,
  minimum: number,
  maximum: number,
  multipleOf: [(value) => Number.isFinite(value) && Number(value) > 0, 'a number above 0'],
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  minProperties: count,
  maxProperties: count,
  nullable: truth,
  readOnly: truth,
  deprecated: truth,
  uniqueItems: truth,
  required: names,
  enum: list,
  examples: list,
  oneOf: list,
  allOf: list,
  properties: map,
  definitions: map,
  additionalProperties: [(value) => isBoolean(value) || isNode(value), 'true, false or a schema'],
};

const texts = ['string'];
const numbers = ['integer', 'number'];
/** Types that a keyword says something about; beside another it would be silently without effect. */
const typesOf: Readonly<Record<string, readonly string[]>> = {
  pattern: texts,
  minLength: texts,
  maxLength: texts,
  minimum: numbers,
  maximum: numbers,
  multipleOf: numbers,
  minItems: ['array'],
  maxItems: ['array'],
  uniqueItems: ['array'],
  properties: ['object'],
  minProperties: ['object'],
  maxProperties: ['object'],
};

const boundPairs = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

/** Keywords with a value that they do not take, or beside a type that they say nothing about. */
export function keywordMistakes(schema: Node, say: Say): Mistake[] {
  const { type, pattern } = schema;
  return [
    ...Object.entries(kinds)
      .filter(([keyword, [is]]) => schema[keyword] !== undefined && !is(schema[keyword]))
      .map(([keyword, [, what]]) =>
        say(`${keyword} is ${JSON.stringify(schema[keyword])}; it must be ${what}.`, keyword),
      ),
    ...Object.entries(typesOf)
      .filter(
        ([keyword, types]) =>
          schema[keyword] !== undefined && isString(type) && !types.includes(String(type)),
      )
      .map(([keyword, types]) =>
        say(`${keyword} says nothing about type ${String(type)}; it is for ${types.join(' and ')}.`, keyword),
      ),
    ...boundPairs
      .filter(([least, most]) => Number(schema[least]) > Number(schema[most]))
      .map(([least, most]) =>
        say(
          `${least} ${String(schema[least])} is above ${most} ${String(schema[most])}: no value fits; raise ${most}.`,
          least,
        ),
      ),
    ...(typeof pattern === 'string' && !isPattern(pattern)
      ? [
          say(
            `pattern ${pattern} is no regular expression; look for a bracket that is not closed.`,
            'pattern',
          ),
        ]
      : []),
  ];
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/**
 * Whether a named schema reaches itself through references, lists, maps and alternatives alone: no object is between, so that nobody could
 * write it out.
 */
export function isInfinite(schemas: Node, prefix: string, name: string): boolean {
  const seen = new Set<string>();
  const visit = (value: unknown): boolean => {
    if (!isNode(value)) return false;
    const { $ref: reference } = value;
    if (typeof reference === 'string') {
      const target = reference.replace(prefix, '');
      if (target === name) return true;
      if (seen.has(target)) return false;
      seen.add(target);
      return visit(schemas[target]);
    }
    const members = [...asList(value['allOf']), ...asList(value['oneOf'])];
    return [value['items'], value['additionalProperties'], ...members].some(visit);
  };
  return visit(schemas[name]);
}
