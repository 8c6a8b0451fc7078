/**
 * The messages of the platform as an AsyncAPI 3 document: what lockers' controllers say and are told over MQTT (`schema/events`), and
 * what is pushed to programs (the subscriptions of `schema/schema.graphql`).
 */
import { getNamedType, isEnumType, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { contractError } from '../../contract/finding.ts';
import { subscribedMutations } from '../../contract/graphql/authorization.ts';
import { scalarTypes } from '../../contract/graphql/prelude.ts';
import { graphqlMistake } from '../../contract/graphql/supported.ts';
import { rootFields, schemaPath, type RootField } from '../../contract/graphql/schema.ts';
import { eventsFolder } from '../../contract/events/read.ts';
import type { EventFile, EventSchema } from '../../contract/events/schema.ts';
import type { OpenApiDocument } from '../../contract/openapi/document.ts';
import { capitalize } from '../../contract/openapi/names.ts';

type Json = Record<string, unknown>;

const reference = (kind: string, name: string): Json => ({ $ref: `#/${kind}/${name}` });
const schemaReference = (name: string): Json => reference('components/schemas', name);
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A schema of `schema/events` with its references turned to where the document has them, and without what is ours alone. */
function eventSchema(schema: EventSchema, titleOf: (file: string) => string): Json {
  const within = (part: EventSchema): Json =>
    Object.fromEntries(
      Object.entries(part)
        .filter(([name]) => !/^(\$schema|\$id|definitions|x-.*)$/.test(name))
        .map(([name, value]: [string, unknown]): [string, unknown] => {
          if (name === '$ref') {
            const text = String(value);
            const definition = /^#\/definitions\/(\w+)$/.exec(text)?.[1];
            return ['$ref', `#/components/schemas/${definition ?? titleOf(text)}`];
          }
          if (name === 'properties')
            return [
              name,
              Object.fromEntries(
                Object.entries(value as Record<string, EventSchema>).map(([key, property]) => [
                  key,
                  within(property),
                ]),
              ),
            ];
          return [name, name === 'oneOf' || name === 'allOf' ? (value as EventSchema[]).map(within) : value];
        }),
    );
  return within(schema);
}

const formats: Readonly<Record<string, string>> = {
  AWSDate: 'date',
  AWSDateTime: 'date-time',
  AWSURL: 'uri',
};

/** A GraphQL type as a schema. Every field is there and may be null: that is what AppSync pushes. */
function graphqlSchema(type: GraphQLNamedType): Json {
  const described = type.description ? { description: type.description } : {};
  if (isEnumType(type))
    return { ...described, type: 'string', enum: type.getValues().map(({ name }) => name) };
  if (!isObjectType(type))
    throw graphqlMistake(
      type.astNode,
      `${type.name} is published and no object, enum or scalar; make it one of these.`,
    );
  const properties = Object.values(type.getFields()).map(
    ({ name, description, type: valueType }): [string, Json] => {
      const named = getNamedType(valueType);
      const kind = scalarTypes[named.name];
      const isInteger = named.name === 'Int';
      const format = formats[named.name];
      const value: Json =
        kind === undefined
          ? { oneOf: [schemaReference(named.name), { type: 'null' }] }
          : { type: [isInteger ? 'integer' : kind, 'null'], ...(format === undefined ? {} : { format }) };
      return [name, description ? { description, ...value } : value];
    },
  );
  return {
    ...described,
    type: 'object',
    required: properties.map(([name]) => name),
    properties: Object.fromEntries(properties),
  };
}

/** The published type and the types of its fields, by name. */
function publishedSchemas(type: GraphQLNamedType): Record<string, Json> {
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const nested = fields
    .map((field) => getNamedType(field.type))
    .filter((named) => !(named.name in scalarTypes));
  return Object.assign({ [type.name]: graphqlSchema(type) }, ...nested.map(publishedSchemas)) as Record<
    string,
    Json
  >;
}

interface Part {
  readonly channels: Record<string, Json>;
  readonly operations: Record<string, Json>;
  readonly messages: Record<string, Json>;
  readonly schemas: Record<string, Json>;
  /** The contract that it comes from. */
  readonly file: string;
}

/** A topic of MQTT: what the platform receives there, or sends. */
function topicPart(
  { file, title, schema }: EventFile,
  topic: string,
  titleOf: (file: string) => string,
): Part {
  const isCommand = topic.endsWith('/commands');
  const variants = (schema.oneOf ?? []).map(({ $ref = '' }) => $ref.slice('#/definitions/'.length));
  const names = variants.length > 0 ? variants : [title];
  const channel = `${lowerFirst(title)}s`;
  const summary = (name: string) => schema.definitions?.[name]?.description ?? schema.description ?? '';
  return {
    file: `${eventsFolder}/${file}`,
    channels: {
      [channel]: {
        address: topic,
        description: schema.description,
        servers: [reference('servers', 'devices')],
        parameters: { lockerId: { description: "The locker's id, which is the name of its thing." } },
        messages: Object.fromEntries(names.map((name) => [name, reference('components/messages', name)])),
      },
    },
    operations: {
      [`${isCommand ? 'send' : 'receive'}${title}`]: {
        action: isCommand ? 'send' : 'receive',
        channel: reference('channels', channel),
        summary: isCommand ? 'Tells a controller what to do.' : 'Hears what a controller reports.',
        bindings: { mqtt: { qos: 1, retain: false } },
      },
    },
    messages: Object.fromEntries(
      names.map((name) => [
        name,
        {
          name,
          title: name,
          summary: summary(name),
          contentType: 'application/json',
          payload: schemaReference(name),
        },
      ]),
    ),
    schemas: Object.fromEntries(
      Object.entries({ ...schema.definitions, [title]: schema }).map(([name, definition]) => [
        name,
        eventSchema(definition, titleOf),
      ]),
    ),
  };
}

/** A subscription: the frame in which AppSync pushes what was published ("Building a real-time WebSocket client", AWS AppSync). */
function subscriptionPart({ field }: RootField, address: string): Part {
  const type = getNamedType(field.type);
  const frame = `${capitalize(field.name)}Frame`;
  return {
    file: schemaPath,
    channels: {
      [field.name]: {
        address,
        description: field.description,
        servers: [reference('servers', 'live')],
        messages: { [frame]: reference('components/messages', frame) },
      },
    },
    operations: {
      [`send${capitalize(field.name)}`]: {
        action: 'send',
        channel: reference('channels', field.name),
        summary: `Pushes a \`${type.name}\` to who subscribed to \`${field.name}\`.`,
      },
    },
    messages: {
      [frame]: {
        name: frame,
        title: type.name,
        summary: `A frame of AppSync's WebSocket, with the ${type.name}; the SDK hands you the event alone.`,
        contentType: 'application/json',
        payload: schemaReference(frame),
      },
    },
    schemas: {
      ...publishedSchemas(type),
      [frame]: {
        type: 'object',
        required: ['id', 'type', 'payload'],
        properties: {
          id: { description: 'Of the subscription, as its start named it.', type: 'string' },
          type: { type: 'string', const: 'data' },
          payload: {
            type: 'object',
            required: ['data'],
            properties: {
              data: {
                type: 'object',
                required: [field.name],
                properties: { [field.name]: schemaReference(type.name) },
              },
            },
          },
        },
      },
    },
  };
}

const joined = (parts: readonly Part[], kind: Exclude<keyof Part, 'file'>): Record<string, Json> =>
  Object.assign({}, ...parts.map((part) => part[kind])) as Record<string, Json>;

/** Schemas of two contracts under one name would be one schema. */
function requireDistinct(parts: readonly Part[]): void {
  const seen = new Map<string, { text: string; file: string }>();
  for (const { file, schemas } of parts) {
    for (const [name, schema] of Object.entries(schemas)) {
      const text = JSON.stringify(schema);
      const other = seen.get(name) ?? { text, file };
      if (other.text !== text)
        throw contractError(
          file,
          `has a type called ${name}, and ${other.file} has a different one; rename one.`,
        );
      seen.set(name, other);
    }
  }
}

export function asyncApiDocument(
  { info, servers: [production] }: OpenApiDocument,
  schema: GraphQLSchema,
  events: readonly EventFile[],
): Json {
  const graphqlUrl = new URL(production?.['x-northwind-graphql-url'] ?? '');
  const titleOf = (file: string): string => events.find((event) => event.file === file)?.title ?? file;
  const parts = [
    ...events.flatMap((event) => {
      const topic = event.schema['x-mqtt-topic'];
      return topic === undefined ? [] : [topicPart(event, topic, titleOf)];
    }),
    ...rootFields(schema)
      .filter(({ type, field }) => type === 'Subscription' && subscribedMutations(field) !== undefined)
      .map((field) => subscriptionPart(field, `${graphqlUrl.pathname}/realtime`)),
  ];
  requireDistinct(parts);
  return {
    asyncapi: '3.1.0',
    'x-generated': `Generated by codegen from ${eventsFolder} and ${schemaPath}. Do not edit.`,
    info: {
      title: 'Northwind Lockers messages',
      version: info.version,
      description:
        'What lockers report and are told over MQTT, and what is pushed live to programs. Generated from the contracts: ' +
        'the schemas of device messages and the subscriptions of the GraphQL API.',
    },
    defaultContentType: 'application/json',
    servers: {
      live: {
        host: graphqlUrl.host,
        protocol: 'wss',
        description:
          "AppSync's real-time endpoint. Subscribe with the SDK, which authorizes, reconnects and fills gaps.",
      },
      devices: {
        host: '{endpoint}',
        protocol: 'secure-mqtt',
        description:
          'AWS IoT Core. Each controller has a certificate that lets it use the topics of its own locker only.',
        variables: {
          endpoint: {
            description:
              'The account’s data endpoint (ATS) of AWS IoT Core, which a controller is given with its certificate.',
          },
        },
      },
    },
    channels: joined(parts, 'channels'),
    operations: joined(parts, 'operations'),
    components: { messages: joined(parts, 'messages'), schemas: joined(parts, 'schemas') },
  };
}
