/** The part of JSON Schema that events may use: what the generator of types, Ajv and firmware agree on. */
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { asList, asNode, isNode, isText, type Mistake, type Path } from '../openapi/node.ts';
import type { EventSchema } from './schema.ts';

const keywords = new Set([
  ...[
    '$schema',
    '$id',
    '$ref',
    'title',
    'description',
    'type',
    'enum',
    'const',
    'required',
    'properties',
    'oneOf',
  ],
  ...['allOf', 'definitions', 'format', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength'],
]);
const types = ['object', 'string', 'integer', 'number', 'boolean'];

/** @param files every file of the folder, for references from one to another */
export function eventMistakes(root: EventSchema, file: string, files: readonly string[]): Mistake[] {
  return [
    ...(root.$id === file
      ? []
      : [{ at: ['$id'], message: `$id must be the file's own name, "${file}": other files refer to it.` }]),
    ...(isText(root.title) && /^[A-Z][A-Za-z0-9]*$/.test(root.title)
      ? []
      : [{ at: ['title'], message: 'title must be a PascalCase name: it names the TypeScript type.' }]),
    ...(isText(root.description) ? [] : [{ at: [], message: 'has no description.' }]),
    ...Object.entries(asNode(root.definitions)).flatMap(([name, definition]) =>
      schemaMistakes(definition, ['definitions', name], root, files),
    ),
    ...schemaMistakes(root, [], root, files),
  ];
}

/** A file's own schema, or one of its definitions: what may say in an extension of ours how it travels. */
const isNamed = (at: Path): boolean => at.length === 0 || (at.length === 2 && at[0] === 'definitions');

function schemaMistakes(value: unknown, at: Path, root: EventSchema, files: readonly string[]): Mistake[] {
  if (!isNode(value)) return [{ at, message: 'is no schema; write an object with a type.' }];
  const below = (schema: unknown, ...path: Path): Mistake[] =>
    schemaMistakes(schema, [...at, ...path], root, files);
  const reference = value['$ref'];
  const shapes = ['$ref', 'const', 'enum', 'oneOf', 'allOf', 'type'];
  return [
    ...Object.keys(value)
      .filter((keyword) => !keywords.has(keyword) && !(keyword.startsWith('x-') && isNamed(at)))
      .map((keyword) => ({
        at: [...at, keyword],
        message: `the keyword ${keyword} is not supported in an event; the generator knows ${[...keywords].join(', ')}.`,
      })),
    ...(shapes.some((keyword) => value[keyword] !== undefined)
      ? []
      : [{ at, message: `has no type; say one of ${types.join(', ')}.` }]),
    ...(value['type'] === undefined || types.includes(String(value['type']))
      ? []
      : [
          {
            at: [...at, 'type'],
            message: `type ${JSON.stringify(value['type'])} is not supported; use ${types.join(', ')}.`,
          },
        ]),
    ...(reference === undefined || isKnownReference(String(reference), root, files)
      ? []
      : [
          {
            at: [...at, '$ref'],
            message: `$ref "${String(reference)}" leads nowhere; name #/definitions/… of this file, or another file.`,
          },
        ]),
    ...(value['format'] === undefined || String(value['format']) in fullFormats
      ? []
      : [
          {
            at: [...at, 'format'],
            message: `format "${String(value['format'])}" is unknown; use a pattern.`,
          },
        ]),
    ...asList(value['required'])
      .filter((name) => asNode(value['properties'])[String(name)] === undefined)
      .map((name) => ({
        at: [...at, 'required'],
        message: `requires "${String(name)}", which is no property of it.`,
      })),
    ...Object.entries(asNode(value['properties'])).flatMap(([name, property]) =>
      below(property, 'properties', name),
    ),
    ...['oneOf', 'allOf'].flatMap((keyword) =>
      asList(value[keyword]).flatMap((member, index) => below(member, keyword, index)),
    ),
  ];
}

function isKnownReference(reference: string, root: EventSchema, files: readonly string[]): boolean {
  const definition = /^#\/definitions\/(\w+)$/.exec(reference)?.[1];
  return definition === undefined ? files.includes(reference) : root.definitions?.[definition] !== undefined;
}
