/** The shapes of what travels between lockers and the service by MQTT: `schema/events`, without what stays inside. */
import { eventMistake } from '../../../contract/events/read.ts';
import type { EventFile, EventSchema } from '../../../contract/events/schema.ts';
import type { Path } from '../../../contract/openapi/node.ts';
import { identifierPrefix, readable, type Shape } from './shape.ts';

/** As long as an identifier without a prefix. */
const TEXT_LENGTH = 26;

export const isDeviceContract = ({ schema }: EventFile): boolean => schema['x-mqtt-topic'] !== undefined;

export function deviceShapes(events: readonly EventFile[]): Record<string, Shape> {
  return Object.fromEntries(
    events.flatMap(({ file, title, schema }) => {
      const { definitions = {} } = schema;
      const named: [string, EventSchema, Path][] = [
        ...Object.entries(definitions).map(([name, definition]): [string, EventSchema, Path] => [
          name,
          definition,
          ['definitions', name],
        ]),
        [title, schema, []],
      ];
      return named
        .filter(([, { type }]) => type === 'object')
        .map(([name, object, at]): [string, Shape] => [
          name,
          shapeOf({ file, definitions, name, at }, object),
        ]);
    }),
  );
}

/** What a schema is described as, of the contract's own names. */
export const deviceDescription = (events: readonly EventFile[], name: string): string | undefined =>
  events.map(({ title, schema }) => (title === name ? schema : schema.definitions?.[name])).find(Boolean)
    ?.description;

interface Place {
  readonly file: string;
  readonly definitions: Readonly<Record<string, EventSchema>>;
  /** Of the property, or of the type. */
  readonly name: string;
  readonly at: Path;
}

/** @throws ContractError of a value that cannot be made up */
function shapeOf(place: Place, schema: EventSchema): Shape {
  const [, definition] = /^#\/definitions\/(\w+)$/.exec(schema.$ref ?? '') ?? [];
  const target = definition === undefined ? undefined : place.definitions[definition];
  if (definition !== undefined && target !== undefined)
    return shapeOf({ ...place, at: ['definitions', definition] }, target);
  const { type, minimum, maximum } = schema;
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (values !== undefined) return { type: 'string', enum: values };
  if (type === 'object') return objectShape(place, schema);
  if (type === 'boolean') return { type };
  if (type === 'integer' || type === 'number')
    return { type, ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  if (type === 'string') return textShape(place, schema);
  throw eventMistake(
    place.file,
    place.at,
    `${place.name} is neither text, number, boolean nor object, so that no sample can be made of it; use one of these, or a message of its own for each case.`,
  );
}

function objectShape(place: Place, { properties = {}, required = [] }: EventSchema): Shape {
  const optional = Object.keys(properties).filter((property) => !required.includes(property));
  const shapes = Object.entries(properties).map(([name, schema]): [string, Shape] => [
    name,
    shapeOf({ ...place, name, at: [...place.at, 'properties', name] }, schema),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(shapes),
    ...(optional.length > 0 && { optional }),
  };
}

function textShape({ file, name, at }: Place, schema: EventSchema): Shape {
  const { pattern, format, minLength = 0, maxLength = Infinity, examples = [] } = schema;
  const id = identifierPrefix(pattern);
  if (id !== undefined) return { type: 'string', id };
  if (format === 'date-time') return { type: 'string', format };
  const fitting = examples.filter(
    (example) =>
      example.length >= minLength &&
      example.length <= maxLength &&
      (pattern === undefined || new RegExp(pattern, 'u').test(example)),
  );
  if (fitting.length > 0) return { type: 'string', examples: fitting };
  if (pattern !== undefined || format !== undefined)
    throw eventMistake(
      file,
      at,
      `${name} has a pattern or a format and no \`examples\` that fit; add one, for sample data.`,
    );
  if (minLength <= TEXT_LENGTH && TEXT_LENGTH <= maxLength) return { type: 'string', id: '' };
  return { type: 'string', examples: [readable(name).padEnd(minLength, '.').slice(0, maxLength)] };
}
