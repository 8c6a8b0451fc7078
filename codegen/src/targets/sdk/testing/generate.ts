/** The generated half of `@northwind/sdk/testing`: shapes, factories, and typed overrides of every operation and field. */
import { contractPath } from '../../../contract/openapi/document.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/openapi/document.ts';
import { eventMistake, eventsFolder, readEventSchemas } from '../../../contract/events/read.ts';
import type { EventFile } from '../../../contract/events/schema.ts';
import { listOperations } from '../../../contract/openapi/operations.ts';
import { readContract, restMistake } from '../../../contract/openapi/read.ts';
import { publishedTypes } from '../../../contract/graphql/fragments.ts';
import { graphqlMistake } from '../../../contract/graphql/supported.ts';
import { readSchema, rootTypeNames, schemaPath } from '../../../contract/graphql/schema.ts';
import { generatedHeader, type GeneratedFiles, type Generator } from '../../../generator.ts';
import { declarations } from '../../../typescript/from-graphql.ts';
import { literal } from '../../../typescript/text.ts';
import { isInputObjectType, isObjectType, type GraphQLSchema } from 'graphql';
import { eventDeclarations } from '../../backend/events.ts';
import { deviceDescription, deviceShapes, isDeviceContract } from './device-shapes.ts';
import { Examples } from './examples.ts';
import { factories, factoryName, factoryTypes, takenFactories } from './factories.ts';
import { fieldOverrides } from './fields.ts';
import { graphqlShapes } from './graphql-shapes.ts';
import { operationTable, restOverrides } from './operations.ts';
import { restShapes } from './rest-shapes.ts';
import type { Shape } from './shape.ts';

const folder = 'sdk/src/generated/testing';
const allContracts = `${contractPath}, ${schemaPath} and ${eventsFolder}`;

export const sdkTestingGenerator: Generator = {
  name: 'sdk-testing',
  generate: async () => sdkTestingFiles(await readContract(), await readSchema(), await readEventSchemas()),
};

export function sdkTestingFiles(
  document: OpenApiDocument,
  schema: GraphQLSchema,
  events: readonly EventFile[],
): GeneratedFiles {
  const deviceEvents = events.filter(isDeviceContract);
  const devices = deviceShapes(deviceEvents);
  const operations = listOperations(document);
  const examples = new Examples(document, operations);
  const rest = restShapes(document, examples);
  const graphql = graphqlShapes(schema, rest, examples);
  requireFreeNames(schema, rest, deviceEvents, devices);
  const file = (name: string, source: string, text: string): [string, string] => [
    `${folder}/${name}.ts`,
    `${generatedHeader(source)}${text}`,
  ];
  return new Map([
    file('shapes', allContracts, shapesFile(rest, graphql, devices)),
    file('problems', contractPath, problemsFile(document)),
    file('rest-factories', contractPath, restFactories(document, rest)),
    file(
      'graphql-types',
      schemaPath,
      declarations(schema, { withoutFields: new Set(), sentInputs: new Set() }),
    ),
    file('graphql-factories', schemaPath, graphqlFactories(schema, graphql, isFlat(schema))),
    file('event-factories', schemaPath, graphqlFactories(schema, graphql, not(isFlat(schema)))),
    file('device-types', eventsFolder, eventDeclarations(deviceEvents)),
    file('device-factories', eventsFolder, deviceFactories(deviceEvents, devices)),
    file(
      'operations',
      contractPath,
      `import type { RestOperation, RestOverride } from '../../testing/override-types.ts';\n\n${operationTable(operations)}\n${restOverrides(operations)}`,
    ),
    file('fields', schemaPath, fieldOverrides(schema)),
  ]);
}

/** Factories of both APIs and of the devices stand side by side in `@northwind/sdk/testing`. */
function requireFreeNames(
  schema: GraphQLSchema,
  rest: Readonly<Record<string, Shape>>,
  deviceEvents: readonly EventFile[],
  devices: Readonly<Record<string, Shape>>,
): void {
  const restNames = factoryTypes(rest);
  const pushed = publishedTypes(schema).map(({ name }) => name);
  const message = (type: string): string =>
    `the factory of ${type} would be called ${factoryName(type)}, which is taken in @northwind/sdk/testing; give the type another name.`;
  const [ofRest] = takenFactories(restNames);
  if (ofRest !== undefined) throw restMistake(['components', 'schemas', ofRest], message(ofRest));
  const [ofGraphql] = [...takenFactories(graphqlNames(schema)), ...takenFactories(pushed, restNames)];
  if (ofGraphql !== undefined) throw graphqlMistake(schema.getType(ofGraphql)?.astNode, message(ofGraphql));
  const [ofDevices] = takenFactories(factoryTypes(devices), [...restNames, ...pushed]);
  const owner = deviceEvents.find(
    ({ title, schema: { definitions = {} } }) => title === ofDevices || (ofDevices ?? '') in definitions,
  );
  if (ofDevices !== undefined && owner !== undefined)
    throw eventMistake(
      owner.file,
      owner.title === ofDevices ? ['title'] : ['definitions', ofDevices],
      message(ofDevices),
    );
}

const graphqlNames = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInputObjectType(type))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('__'));

/** Types that are pushed live are events: their factories stand beside those of REST. */
const isFlat = (schema: GraphQLSchema) => {
  const published = publishedTypes(schema).map(({ name }) => name);
  return (name: string): boolean => published.includes(name);
};

const not =
  (test: (name: string) => boolean) =>
  (name: string): boolean =>
    !test(name);

function shapesFile(
  rest: Readonly<Record<string, Shape>>,
  graphql: Readonly<Record<string, Shape>>,
  devices: Readonly<Record<string, Shape>>,
): string {
  const table = (shapes: Readonly<Record<string, Shape>>): string => literal(shapes, { spread: true });
  return `import type { Shapes } from '../../testing/shape.ts';

/** \`components.schemas\` of the REST contract, as far as making a sample needs them. */
export const restShapes: Shapes = ${table(rest)};

/** The types of the GraphQL contract, alike. */
export const graphqlShapes: Shapes = ${table(graphql)};

/** What lockers and the service tell each other by MQTT, alike. */
export const deviceShapes: Shapes = ${table(devices)};
`;
}

function problemsFile(document: OpenApiDocument): string {
  const { 'x-northwind-problems': problems = {} } = document.components.schemas[
    'ProblemCode'
  ] as SchemaObject;
  const entries = Object.entries(problems).map(
    ([code, { status, title }]) => `  ${code}: ${literal({ status, title })},\n`,
  );
  return `/** A problem's \`type\` is this and its code. */
export const problemTypeBase = ${literal(document['x-northwind-problem-type-base'])};

/** Status and title of each problem code. */
export const problems = {
${entries.join('')}} as const;
`;
}

function restFactories(document: OpenApiDocument, shapes: Readonly<Record<string, Shape>>): string {
  const names = factoryTypes(shapes);
  const source = {
    samples: 'restSamples',
    typeOf: (name: string) => `Schemas['${name}']`,
    describe: (name: string) => {
      const described = document.components.schemas[name];
      return described && 'description' in described ? described.description : undefined;
    },
  };
  return `import { restSamples } from '../../testing/samples.ts';
import type { Overrides } from '../../testing/shape.ts';
import type { components } from '../openapi.ts';

type Schemas = components['schemas'];

${factories(source, names)}`;
}

function deviceFactories(events: readonly EventFile[], shapes: Readonly<Record<string, Shape>>): string {
  const names = factoryTypes(shapes);
  const types = [...names].sort().join(', ');
  const source = {
    samples: 'deviceSamples',
    typeOf: (name: string) => name,
    describe: (name: string) => deviceDescription(events, name),
  };
  return `import { deviceSamples } from '../../testing/samples.ts';
import type { Overrides } from '../../testing/shape.ts';
import type { ${types} } from './device-types.ts';

export type { ${types} };

${factories(source, names)}`;
}

function graphqlFactories(
  schema: GraphQLSchema,
  shapes: Readonly<Record<string, Shape>>,
  isElsewhere: (name: string) => boolean,
): string {
  const names = factoryTypes(shapes).filter(
    (name) => !rootTypeNames.some((root) => root === name) && !isElsewhere(name),
  );
  const source = {
    samples: 'graphqlSamples',
    typeOf: (name: string) => name,
    describe: (name: string) => schema.getType(name)?.description ?? undefined,
  };
  return `import { graphqlSamples } from '../../testing/samples.ts';
import type { Overrides } from '../../testing/shape.ts';
import type { ${[...names].sort().join(', ')} } from './graphql-types.ts';

${factories(source, names)}`;
}
