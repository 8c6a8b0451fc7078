/** The shapes of what travels between lockers and the service by MQTT: `schema/events`, without what stays inside. */
import { eventsFolder } from '../../../contract/events/read.ts';
import type { EventFile, EventSchema } from '../../../contract/events/schema.ts';
import { identifierPrefix, type Shape } from './shape.ts';

/** As long as an identifier without a prefix. */
const TEXT_LENGTH = 26;

export const isDeviceContract = ({ schema }: EventFile): boolean => schema['x-mqtt-topic'] !== undefined;

export function deviceShapes(events: readonly EventFile[]): Record<string, Shape> {
  return Object.fromEntries(
    events.flatMap(({ title, schema }) => {
      const { definitions = {} } = schema;
      const named: [string, EventSchema][] = [...Object.entries(definitions), [title, schema]];
      return named
        .filter(([, { type }]) => type === 'object')
        .map(([name, object]): [string, Shape] => [name, objectShape(name, object, definitions)]);
    }),
  );
}

/** What a schema is described as, of the contract's own names. */
export const deviceDescription = (events: readonly EventFile[], name: string): string | undefined =>
  events.map(({ title, schema }) => (title === name ? schema : schema.definitions?.[name])).find(Boolean)
    ?.description;

function objectShape(
  name: string,
  { properties = {}, required = [] }: EventSchema,
  definitions: Readonly<Record<string, EventSchema>>,
): Shape {
  const optional = Object.keys(properties).filter((property) => !required.includes(property));
  const shapes = Object.entries(properties).map(([property, schema]): [string, Shape] => {
    const [, definition] = /^#\/definitions\/(\w+)$/.exec(schema.$ref ?? '') ?? [];
    return [property, valueShape(`${name}.${property}`, definition ? definitions[definition] : schema)];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(shapes),
    ...(optional.length > 0 && { optional }),
  };
}

interface Limits {
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** @throws of a value that cannot be made up */
function valueShape(place: string, schema: (EventSchema & Limits) | undefined): Shape {
  const { type, pattern, format, minimum, maximum, minLength = 0, maxLength = Infinity } = schema ?? {};
  const values = schema?.enum ?? (schema?.const === undefined ? undefined : [schema.const]);
  if (values !== undefined) return { type: 'string', enum: values };
  if (type === 'boolean') return { type };
  if (type === 'integer')
    return { type, ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  const id = identifierPrefix(pattern);
  if (id !== undefined) return { type: 'string', id };
  if (format === 'date-time') return { type: 'string', format };
  if (type === 'string' && pattern === undefined && minLength <= TEXT_LENGTH && TEXT_LENGTH <= maxLength)
    return { type, id: '' };
  throw new Error(`${eventsFolder}: no sample can be made of ${place}: say how in device-shapes.ts.`);
}
