/** The GraphQL API: the variables of every field that takes arguments, and documents made to cost more than they are long. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { repositoryRoot } from '../contract/root.ts';
import { load, untilRefused, type Door } from './door.ts';
import { worstBodies, type Structure } from './worst-bodies.ts';
import { worstDocuments } from './worst-documents.ts';

/** AppSync takes requests of at most 1 MB ("AWS AppSync endpoints and quotas"). */
const MAX_REQUEST_BYTES = 1024 * 1024;

const refusals = ['MalformedRequestError'];

type Kinds = 'query' | 'mutation' | 'subscription';

type RefuseText = (text: string) => string | undefined;

/** The code that stands before the resolvers. */
interface Endpoint {
  readonly readBody: (text: string, refuse: RefuseText) => object;
  readonly refuse: RefuseText;
  readonly parseOperation: (body: object) => { document: object; operation: OperationDefinitionNode };
  readonly validate: (document: object, operation: object) => readonly unknown[];
  readonly variablesError: (schema: GraphQLSchema, operation: object, variables: unknown) => unknown;
  readonly schema: GraphQLSchema;
}

async function loadEndpoint(): Promise<Endpoint> {
  const folder = 'backend/sandbox/src/services/appsync';
  const { readBody, parseOperation } = await load<Pick<Endpoint, 'readBody' | 'parseOperation'>>(
    `${folder}/http/operation.ts`,
  );
  const { refuseText: refuse } = await load<{ refuseText: RefuseText }>(
    'backend/sandbox/src/wiring/graphql-api.ts',
  );
  const { variablesError } = await load<Pick<Endpoint, 'variablesError'>>(`${folder}/http/variables.ts`);
  const { validator } = await load<{ validator: (schema: object, options: object) => Endpoint['validate'] }>(
    `${folder}/http/validation.ts`,
  );
  const { buildAppSyncSchema } = await load<{ buildAppSyncSchema: (sdl: string) => GraphQLSchema }>(
    `${folder}/schema/schema.ts`,
  );
  const generated = path.join(repositoryRoot, 'backend/src/generated');
  const schema = buildAppSyncSchema(await readFile(path.join(generated, 'appsync.graphql'), 'utf8'));
  const { limits } = JSON.parse(await readFile(path.join(generated, 'fields.json'), 'utf8')) as {
    limits: { queryDepth: number };
  };
  const validate = validator(schema, { introspection: true, queryDepthLimit: limits.queryDepth });
  return { readBody, refuse, parseOperation, validate, variablesError, schema };
}

const structureOf = (type: GraphQLInputType, depth = 0): Structure => {
  if (isNonNullType(type)) return structureOf(type.ofType, depth);
  if (isListType(type)) return { items: structureOf(type.ofType, depth) };
  // An input that holds itself is left soon: its levels are alike.
  if (!isInputObjectType(type) || depth > 4) return {};
  return propertiesOf(Object.values(type.getFields()), depth + 1);
};

const propertiesOf = (
  values: readonly { readonly name: string; readonly type: GraphQLInputType }[],
  depth = 0,
): Structure => ({
  properties: Object.fromEntries(values.map(({ name, type }) => [name, structureOf(type, depth)])),
});

/** A document of this field alone, with each argument as a variable of its name. */
function documentOf(kind: Kinds, field: string, args: readonly GraphQLArgument[]): string {
  const variables = args.map(({ name, type }) => `$${name}: ${type.toString()}`).join(', ');
  return `${kind} worst(${variables}) { ${field}(${args.map(({ name }) => `${name}: $${name}`).join(', ')}) { __typename } }`;
}

function variablesDoor(
  endpoint: Endpoint,
  kind: Kinds,
  { name, args }: GraphQLField<unknown, unknown>,
): Door {
  const query = documentOf(kind, name, args);
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${query} is no operation.`);
  const errorsOf = (variables: unknown): readonly unknown[] =>
    [endpoint.variablesError(endpoint.schema, operation, variables)].filter((error) => error !== undefined);
  return {
    name: `the variables of ${kind} ${name}`,
    maxBytes: MAX_REQUEST_BYTES - 1024,
    bodies: worstBodies(propertiesOf(args), () => ({})),
    validate: errorsOf,
    receive: (variables) =>
      untilRefused(refusals, () => {
        const text = `{"query":${JSON.stringify(query)},"variables":${variables}}`;
        const body = endpoint.readBody(text, endpoint.refuse);
        const parsed = endpoint.parseOperation(body);
        if (endpoint.validate(parsed.document, parsed.operation).length === 0)
          errorsOf((body as { variables: unknown }).variables);
      }),
  };
}

/** One query stands for all fields: what such documents cost lies in their form. */
function documentsDoor(endpoint: Endpoint): Door {
  const queries = Object.values(endpoint.schema.getQueryType()?.getFields() ?? {});
  const bodies = queries
    .filter(({ args }) => args.length > 0)
    .map((field) => worstDocuments(field))
    .find((each) => each !== undefined);
  if (bodies === undefined) throw new Error('No query takes arguments and answers with an object.');
  const receive = (query: string) =>
    untilRefused(refusals, () => {
      const { document, operation } = endpoint.parseOperation(
        endpoint.readBody(JSON.stringify({ query }), endpoint.refuse),
      );
      endpoint.validate(document, operation);
    });
  // In JSON a line break of the document is two characters.
  return { name: 'GraphQL documents', maxBytes: MAX_REQUEST_BYTES / 2, bodies, receive };
}

export async function graphqlDoors(): Promise<Door[]> {
  const endpoint = await loadEndpoint();
  const { schema } = endpoint;
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  const doors = roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {})
      .filter(({ args }) => args.length > 0)
      .map((field) => variablesDoor(endpoint, kind, field)),
  );
  return [...doors, documentsDoor(endpoint)];
}
