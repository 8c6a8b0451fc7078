/** The part of JSON Schema that events may use: what the generator of types, Ajv and firmware agree on. */
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { isInfinite, keywordMistakes, type Say } from '../keywords.ts';
import { reservedTypeNames } from '../openapi/names.ts';
import { asList, asNode, isNode, isText, type Mistake, type Node, type Path } from '../openapi/node.ts';

const keywords = [
  ...['$ref', 'title', 'description', 'type', 'enum', 'const', 'required', 'properties', 'oneOf', 'allOf'],
  ...['format', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength', 'examples'],
];
const types = ['object', 'string', 'integer', 'number', 'boolean'];
const dialect = 'http://json-schema.org/draft-07/schema#';

/** At the top of a file: how its message travels, by one of these. */
const byTopic = 'x-mqtt-topic';
const byBus = ['x-eventbridge-source', 'x-eventbridge-detail-type'];
const atTheTop = ['$schema', '$id', 'definitions', byTopic, ...byBus];
/** In a definition: the type of the GraphQL contract that it becomes. */
const inDefinitions = ['x-graphql-type'];

interface Place {
  readonly root: Node;
  /** Every file of the folder, for references from one to another. */
  readonly files: readonly string[];
}

/** @param files every file of the folder, for references from one to another */
export function eventMistakes(value: unknown, file: string, files: readonly string[]): Mistake[] {
  if (!isNode(value))
    return [{ at: [], message: 'is no JSON Schema; write an object with $schema, $id, title and a type.' }];
  const definitions = asNode(value['definitions']);
  const place: Place = { root: value, files };
  return [
    ...(value['$schema'] === dialect
      ? []
      : [{ at: ['$schema'], message: `$schema must be "${dialect}": the validators read this draft.` }]),
    ...(value['$id'] === file
      ? []
      : [{ at: ['$id'], message: `$id must be the file's own name, "${file}": other files refer to it.` }]),
    ...nameMistakes(value['title'], 'title must be', ['title']),
    ...(isText(value['description'])
      ? []
      : [{ at: [], message: 'has no description; say who sends it to whom, and when.' }]),
    ...travelMistakes(value),
    ...Object.entries(definitions).flatMap(([name, definition]) => [
      ...nameMistakes(name, `the definition "${name}" must have`, ['definitions', name]),
      ...(isInfinite(definitions, '#/definitions/', name)
        ? [
            {
              at: ['definitions', name],
              message: `${name} contains itself without an object between: no message fits. Put it into a property of an object.`,
            },
          ]
        : []),
      ...schemaMistakes(definition, ['definitions', name], place),
    ]),
    ...schemaMistakes(value, [], place),
  ];
}

/** Titles and definitions are the names of types. */
function nameMistakes(name: unknown, what: string, at: Path): Mistake[] {
  if (!isText(name) || !/^[A-Z][A-Za-z0-9]*$/.test(name))
    return [{ at, message: `${what} a PascalCase name: it names the TypeScript type.` }];
  return reservedTypeNames.has(name)
    ? [{ at, message: `${name} is taken in TypeScript or in generated code; choose another name.` }]
    : [];
}

function travelMistakes(root: Node): Mistake[] {
  const given = [byTopic, ...byBus].filter((key) => root[key] !== undefined);
  const topic = root[byTopic];
  return [
    ...given
      .filter((key) => !isText(root[key]))
      .map((key) => ({ at: [key], message: `${key} must be a text.` })),
    ...(isText(topic) && !/^northwind\/lockers\/\{lockerId\}\/[\w-]+$/.test(topic)
      ? [
          {
            at: [byTopic],
            message: `${byTopic} ${topic} must be northwind/lockers/{lockerId}/ and one word: a device may use its own topics only.`,
          },
        ]
      : []),
    ...([byTopic, byBus.join()].includes(given.join())
      ? []
      : [
          {
            at: [],
            message: `says not how it travels; add ${byTopic}, or ${byBus.join(' and ')}.`,
          },
        ]),
  ];
}

function schemaMistakes(value: unknown, at: Path, place: Place): Mistake[] {
  if (!isNode(value)) return [{ at, message: 'is no schema; write an object with a type.' }];
  const say: Say = (message, ...below) => ({ at: [...at, ...below], message });
  const below = (schema: unknown, ...path: Path): Mistake[] =>
    schemaMistakes(schema, [...at, ...path], place);
  const isDefinition = at.length === 2 && at[0] === 'definitions';
  const known = [...keywords, ...(at.length === 0 ? atTheTop : isDefinition ? inDefinitions : [])];
  return [
    ...Object.keys(value)
      .filter((keyword) => !known.includes(keyword))
      .map((keyword) =>
        say(`the keyword ${keyword} is not supported here; use ${known.join(', ')}.`, keyword),
      ),
    ...('$ref' in value ? referenceMistakes(value, say, place) : shapeMistakes(value, say)),
    ...keywordMistakes(value, say),
    ...asList(value['required'])
      .filter((name) => asNode(value['properties'])[String(name)] === undefined)
      .map((name) =>
        say(
          `requires "${String(name)}", which is no property of it; check its spelling or add it.`,
          'required',
        ),
      ),
    ...Object.entries(asNode(value['properties'])).flatMap(([name, property]) =>
      below(property, 'properties', name),
    ),
    ...['oneOf', 'allOf'].flatMap((keyword) =>
      asList(value[keyword]).flatMap((member, index) => below(member, keyword, index)),
    ),
  ];
}

function shapeMistakes(schema: Node, say: Say): Mistake[] {
  const { type, enum: values, const: only, format } = schema;
  const shapes = ['const', 'enum', 'oneOf', 'allOf', 'type'];
  const texts = [...asList(values), ...(only === undefined ? [] : [only])];
  return [
    ...(shapes.some((keyword) => schema[keyword] !== undefined)
      ? []
      : [say(`has no type; say one of ${types.join(', ')}.`)]),
    ...(type === undefined || types.some((known) => known === type)
      ? []
      : [say(`type ${JSON.stringify(type)} is not supported; use ${types.join(', ')}.`, 'type')]),
    ...(texts.every(isText) && (texts.length === 0 || type === undefined || type === 'string')
      ? []
      : [say('enum and const list texts only; for numbers say minimum and maximum.')]),
    ...(format === undefined || String(format) in fullFormats
      ? []
      : [say(`format "${String(format)}" is unknown; use a pattern.`, 'format')]),
  ];
}

function referenceMistakes(schema: Node, say: Say, { root, files }: Place): Mistake[] {
  const reference = String(schema['$ref']);
  const [, definition] = /^#\/definitions\/(\w+)$/.exec(reference) ?? [];
  const isKnown =
    definition === undefined ? files.includes(reference) : definition in asNode(root['definitions']);
  const beside = Object.keys(schema).filter((key) => key !== '$ref');
  return [
    ...(isKnown
      ? []
      : [
          say(
            `$ref "${reference}" leads nowhere; name #/definitions/… of this file, or another file.`,
            '$ref',
          ),
        ]),
    ...(beside.length === 0
      ? []
      : [say(`"${beside.join('", "')}" beside $ref is ignored by draft 7; write it where $ref leads.`)]),
  ];
}
