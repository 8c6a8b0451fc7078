/** The shapes of `components.schemas`. */
import { deepStrictEqual } from 'node:assert';
import {
  isReference,
  referenceName,
  type Json,
  type OpenApiDocument,
  type SchemaObject,
} from '../../../contract/openapi/document.ts';
import { flatSchemas, flattenAllOf } from '../../../contract/openapi/flatten.ts';
import { restMistake } from '../../../contract/openapi/read.ts';
import type { Schema } from '../../../typescript/from-openapi.ts';
import type { Examples } from './examples.ts';
import { identifierPrefix, readable, type Shape } from './shape.ts';

/** Where a schema stands: the component, and the property of it. */
interface Place {
  readonly owner: string;
  readonly property: string;
}

const placeOf = ({ owner, property }: Place): string[] => [
  ...['components', 'schemas', owner],
  ...(property ? ['properties', property] : []),
];

export function restShapes(document: OpenApiDocument, examples: Examples): Record<string, Shape> {
  const shape = (schema: Schema, place: Place): Shape => {
    const flat = flattenAllOf(document, schema);
    if (isReference(flat)) return { ref: referenceName(flat) };
    return { ...(flat.nullable && { nullable: true }), ...value(flat, place) };
  };
  const value = (schema: SchemaObject, place: Place): Shape => {
    if (schema.enum !== undefined)
      return {
        type: schema.type === 'integer' ? 'integer' : 'string',
        enum: schema.enum.filter((one) => (one as Json) !== null),
      };
    switch (schema.type) {
      case 'array':
        return {
          type: 'array',
          items: shape(schema.items ?? {}, place),
          minItems: schema.minItems ?? 0,
          maxItems: schema.maxItems ?? 3,
        };
      case 'object':
        return schema.properties === undefined ? record(examples, place) : object(schema, place);
      case 'string':
        return text(schema, shownFor(schema, place), place);
      case 'integer':
      case 'number':
        return number(schema, shownFor(schema, place));
      case 'boolean':
        return { type: 'boolean', ...someExamples(shownFor(schema, place)) };
      default:
        throw restMistake(
          placeOf(place),
          `${place.owner}.${place.property} has a schema without a type; give it one.`,
        );
    }
  };
  const shownFor = (schema: SchemaObject, { owner, property }: Place): Json[] => {
    const own = schema.example === undefined ? [] : [schema.example];
    return [...own, ...examples.of(owner, property)].filter(
      (one) => one === null || isOfType(one, schema.type),
    );
  };
  const object = (schema: SchemaObject, { owner, property }: Place): Shape => {
    const { properties = {}, required = [], minProperties = 0 } = schema;
    const names = Object.keys(properties);
    const optional = names
      .filter((name) => !required.includes(name))
      .slice(Math.max(0, minProperties - required.length));
    return {
      type: 'object',
      properties: Object.fromEntries(
        names.map((name) => [
          name,
          shape(properties[name] ?? {}, { owner: property ? `${owner}.${property}` : owner, property: name }),
        ]),
      ),
      ...(optional.length > 0 && { optional }),
    };
  };
  return Object.fromEntries(
    Object.entries(flatSchemas(document)).map(([owner, schema]) => [
      owner,
      shape(schema, { owner, property: '' }),
    ]),
  );
}

const isOfType = (value: Json, type: SchemaObject['type']): boolean =>
  type === 'integer' ? Number.isInteger(value) : typeof value === type;

const someExamples = (examples: readonly Json[]): Pick<Shape, 'examples'> =>
  examples.length > 0 ? { examples: distinct(examples) } : {};

const distinct = (values: readonly Json[]): Json[] =>
  values.filter((value, index) => values.findIndex((other) => isEqual(other, value)) === index);

function isEqual(left: Json, right: Json): boolean {
  try {
    deepStrictEqual(left, right);
    return true;
  } catch {
    return false;
  }
}

/** An object of any keys is shown as the contract shows one, or is empty. */
function record(examples: Examples, { owner, property }: Place): Shape {
  const name = property || owner.charAt(0).toLowerCase() + owner.slice(1);
  const shown = examples.of(owner, name);
  return { type: 'object', examples: shown.length > 0 ? shown : [{}] };
}

/** @throws of a text with a pattern that the contract shows no example of: it cannot be guessed */
function text(schema: SchemaObject, shown: readonly Json[], { owner, property }: Place): Shape {
  const id = identifierPrefix(schema.pattern);
  if (id !== undefined) return { type: 'string', id };
  if (schema.format === 'date' || schema.format === 'date-time')
    return {
      type: 'string',
      format: schema.format,
      ...(shown.every((one) => one === null) && someExamples(shown)),
    };
  const { pattern, minLength = 0, maxLength = Infinity } = schema;
  const fits = (one: Json): boolean =>
    one === null ||
    (typeof one === 'string' &&
      one.length >= minLength &&
      one.length <= maxLength &&
      (pattern === undefined || new RegExp(pattern, 'u').test(one)));
  const fitting = shown.filter(fits);
  if (fitting.length > 0) return { type: 'string', examples: distinct(fitting) };
  const name = property || owner;
  if (pattern !== undefined || schema.format !== undefined)
    throw restMistake(
      placeOf({ owner, property }),
      `${owner}.${name} has a pattern or a format and no \`example\` that fits; add one to its schema, for sample data.`,
    );
  return {
    type: 'string',
    examples: [readable(name, schema.description).padEnd(minLength, '.').slice(0, maxLength)],
  };
}

function number(schema: SchemaObject, shown: readonly Json[]): Shape {
  const minimum = (schema.minimum ?? 0) + (schema.exclusiveMinimum ? 1 : 0);
  const maximum = (schema.maximum ?? minimum + 100) - (schema.exclusiveMaximum ? 1 : 0);
  return { type: schema.type === 'integer' ? 'integer' : 'number', minimum, maximum, ...someExamples(shown) };
}
