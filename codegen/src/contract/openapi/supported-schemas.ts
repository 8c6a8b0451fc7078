/** Which schemas the generators can carry through to TypeScript, Ajv and API Gateway alike. */
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { isInfinite, keywordMistakes, type Say } from '../keywords.ts';
import { reservedTypeNames } from './names.ts';
import { isReference } from './document.ts';
import { annotations } from './flatten.ts';
import {
  asList,
  asNode,
  follow,
  isNode,
  isText,
  referenceMistakes,
  type Mistake,
  type Node,
  type Path,
} from './node.ts';

const keywords = new Set([
  ...['type', 'title', 'description', 'format', 'pattern', 'enum', 'default', 'example', 'nullable'],
  ...['readOnly', 'deprecated', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
  ...['required', 'properties', 'additionalProperties', 'items', 'allOf'],
]);

/** What stands beside one reference in `allOf` without making a new shape. */
const besideOneReference = new Set(['description', 'title', 'example', 'deprecated', 'nullable', 'default']);

const types = ['object', 'array', 'string', 'integer', 'number', 'boolean'];
const formats = new Set([
  ...Object.keys(fullFormats),
  'int32',
  'int64',
  'float',
  'double',
  'password',
  'binary',
]);

const remedies: Readonly<Record<string, string>> = {
  oneOf:
    'use one object with optional properties, or an operation for each shape; API Gateway models have no oneOf',
  anyOf: 'use one object with optional properties; API Gateway models have no anyOf',
  not: 'say what is allowed instead',
  discriminator: 'it needs oneOf, which is not supported; use an enum property that says the kind',
  const: 'OpenAPI 3.0 has no const; use an enum of one value',
  writeOnly: 'use one schema for what is sent and another for what is answered',
  patternProperties: 'OpenAPI 3.0 has none; use additionalProperties with a schema',
};

/** Every mistake in a schema and below it. References are checked and not followed. */
export function schemaMistakes(root: Node, value: unknown, at: Path): Mistake[] {
  if (!isNode(value)) return [{ at, message: 'is no schema; write an object with a type.' }];
  if (isReference(value)) return referenceMistakes(root, value, at);
  const say = (message: string, ...below: Path): Mistake => ({ at: [...at, ...below], message });
  return [
    ...Object.keys(value)
      .filter((keyword) => !keywords.has(keyword) && !keyword.startsWith('x-'))
      .map((keyword) =>
        say(
          `the keyword ${keyword} is not supported: ${remedies[keyword] ?? 'remove it (codegen/README.md lists the supported ones)'}.`,
          keyword,
        ),
      ),
    ...(value['allOf'] === undefined ? typeMistakes(root, value, say) : allOfMistakes(root, value, say)),
    ...valueMistakes(value, say),
    // What a part of allOf requires may stand in another part.
    ...(at.at(-2) === 'allOf' ? [] : requiredMistakes(root, value, say)),
    ...keywordMistakes(value, say),
    ...Object.entries(asNode(value['properties'])).flatMap(([name, property]) =>
      schemaMistakes(root, property, [...at, 'properties', name]),
    ),
    ...(isNode(value['additionalProperties'])
      ? schemaMistakes(root, value['additionalProperties'], [...at, 'additionalProperties'])
      : []),
    ...(value['items'] === undefined ? [] : schemaMistakes(root, value['items'], [...at, 'items'])),
    ...asList(value['allOf']).flatMap((part, index) => schemaMistakes(root, part, [...at, 'allOf', index])),
  ];
}

function typeMistakes(root: Node, schema: Node, say: Say): Mistake[] {
  const { type } = schema;
  if (type === undefined)
    return [say('has no type; say one of object, array, string, integer, number, boolean.')];
  if (!types.some((known) => known === type))
    return [
      say(
        `type ${JSON.stringify(type)} is none of ${types.join(', ')}; for null say nullable: true.`,
        'type',
      ),
    ];
  if (type !== 'array') return [];
  if (schema['items'] === undefined) return [say('is an array without items; say what it holds.')];
  const items = asNode(follow(root, schema['items']));
  return schema['uniqueItems'] === true && ['object', 'array'].includes(String(items['type']))
    ? [say('uniqueItems of objects or arrays is not supported; use it for scalar items only.', 'uniqueItems')]
    : [];
}

function allOfMistakes(root: Node, schema: Node, say: Say): Mistake[] {
  const parts = asList(schema['allOf']);
  if (parts.length === 0) return [];
  const beside = Object.keys(schema).filter((key) => key !== 'allOf' && !key.startsWith('x-'));
  if (parts.length === 1 && beside.every((key) => besideOneReference.has(key))) return [];
  const mistakes: Mistake[] = [];
  const seen = new Set<string>(Object.keys(asNode(schema['properties'])));
  parts.forEach((part, index) => {
    const resolved = asNode(follow(root, part));
    if (resolved['type'] !== 'object' && resolved['allOf'] === undefined)
      mistakes.push(say('allOf can join objects only; this part has another type.', 'allOf', index));
    for (const name of propertyNames(root, resolved)) {
      if (seen.has(name))
        mistakes.push(say(`allOf has the property "${name}" in two parts; leave it in one.`, 'allOf', index));
      seen.add(name);
    }
  });
  return mistakes;
}

function propertyNames(root: Node, schema: Node, depth = 0): string[] {
  if (depth > 20) return [];
  return [
    ...Object.keys(asNode(schema['properties'])),
    ...asList(schema['allOf']).flatMap((part) => propertyNames(root, asNode(follow(root, part)), depth + 1)),
  ];
}

function valueMistakes(schema: Node, say: Say): Mistake[] {
  const mistakes: Mistake[] = ownValueMistakes(schema, say);
  const values = schema['enum'];
  if (values !== undefined) {
    if (asList(values).some((value) => typeof value === 'object' && value !== null))
      mistakes.push(say('enum may list scalars only.', 'enum'));
    if (asList(values).includes(null) && schema['nullable'] !== true)
      mistakes.push(say('enum lists null; say nullable: true beside it.', 'enum'));
  }
  for (const bound of ['exclusiveMinimum', 'exclusiveMaximum']) {
    if (schema[bound] !== undefined && typeof schema[bound] !== 'boolean')
      mistakes.push(
        say(
          `${bound} is true or false in OpenAPI 3.0, beside ${bound === 'exclusiveMinimum' ? 'minimum' : 'maximum'}.`,
          bound,
        ),
      );
  }
  if (schema['format'] !== undefined && !formats.has(String(schema['format'])))
    mistakes.push(
      say(
        `format "${String(schema['format'])}" is unknown; use a pattern, or one of ${[...formats].sort().join(', ')}.`,
        'format',
      ),
    );
  return mistakes;
}

/** What nobody could send, or no object could have. */
function requiredMistakes(root: Node, schema: Node, say: Say): Mistake[] {
  const known = new Set(propertyNames(root, schema));
  return [
    ...asList(schema['required'])
      .filter((name) => !known.has(String(name)))
      .map((name) => say(`requires "${String(name)}", which is none of its properties.`, 'required')),
    ...Object.keys(asNode(schema['properties']))
      .filter((name) => name === '__proto__')
      .map((name) => say(`a property called ${name} is lost in JavaScript; choose another name.`)),
  ];
}

const isOfType: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: isNode,
};

/** Values that the schema itself would refuse. */
function ownValueMistakes(schema: Node, say: Say): Mistake[] {
  const fits = isOfType[String(schema['type'])];
  if (fits === undefined) return [];
  const wrong = (value: unknown): boolean => value !== null && !fits(value);
  const values = asList(schema['enum']);
  const { default: own } = schema;
  return [
    ...values
      .filter(wrong)
      .map((value) =>
        say(`enum lists ${JSON.stringify(value)}, which is not of type ${String(schema['type'])}.`, 'enum'),
      ),
    ...(own !== undefined && (wrong(own) || (values.length > 0 && !values.includes(own)))
      ? [say(`default ${JSON.stringify(own)} is not a value that the schema takes.`, 'default')]
      : []),
  ];
}

export function componentMistakes(root: Node): Mistake[] {
  const schemas = asNode(asNode(root['components'])['schemas']);
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const at = ['components', 'schemas', name];
    return [
      ...(/^[A-Z][A-Za-z0-9]*$/.test(name)
        ? []
        : [
            {
              at,
              message: `the schema name ${name} must be letters and digits with a capital first: API Gateway and TypeScript take it as it is.`,
            },
          ]),
      ...(reservedTypeNames.has(name)
        ? [
            {
              at,
              message: `the schema name ${name} is taken in TypeScript or in generated code; choose another.`,
            },
          ]
        : []),
      ...(isInfinite(schemas, '#/components/schemas/', name) && !(isNode(schema) && isReference(schema))
        ? [
            {
              at,
              message: `${name} contains itself without an object between; API Gateway would write it out forever. Put the recursion into a property of an object.`,
            },
          ]
        : schemaMistakes(root, schema, at)),
      ...(inlinesItself(schemas, name)
        ? [
            {
              at,
              message: `${name} holds itself by allOf, which is written out and would have no end; use $ref alone and leave the property out of required, in place of nullable.`,
            },
          ]
        : []),
      ...problemMistakes(schema, at),
    ];
  });
}

/** Whether parts of allOf, which become one schema with what stands beside them, lead back to the component. */
function inlinesItself(schemas: Node, name: string): boolean {
  const seen = new Set<string>();
  const visit = (value: unknown, isPart: boolean): boolean => {
    if (!isNode(value)) return false;
    if (isReference(value)) {
      const target = value.$ref.replace('#/components/schemas/', '');
      if (!isPart || seen.has(target)) return false;
      seen.add(target);
      return target === name || visit(schemas[target], false);
    }
    const { properties, items, additionalProperties } = value;
    const parts = asList(value['allOf']);
    const keepsItsName =
      parts.length === 1 && Object.keys(value).every((key) => key === 'allOf' || annotations.has(key));
    return (
      [...Object.values(asNode(properties)), items, additionalProperties].some((below) =>
        visit(below, false),
      ) ||
      (!keepsItsName && parts.some((part) => visit(part, true)))
    );
  };
  return visit(schemas[name], false);
}

/** What `ProblemCode` says of each code: the gateway answers with it, and a page explains it. */
function problemMistakes(schema: unknown, at: Path): Mistake[] {
  const extension = 'x-northwind-problems';
  return Object.entries(asNode(asNode(schema)[extension])).flatMap(([code, value]) => {
    const problem = asNode(value);
    return [
      ...['title', 'cause', 'remedy'].filter((key) => !isText(problem[key])),
      ...(Number.isInteger(problem['status']) ? [] : ['status']),
    ].map((key) => ({
      at: [...at, extension, code],
      message: `the problem ${code} has no ${key}; write one.`,
    }));
  });
}
