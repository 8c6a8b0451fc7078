/**
 * The manifest of fields: who may use a field, how it is resolved and from what, and which mutations a subscription hears. The
 * sandbox and Terraform build the API from `fields.json`; `fields.ts` is the same for code.
 *
 * Authorization and subscription links come from the contract, kind and data sources from the definitions beside the resolvers.
 */
import { isObjectType, type GraphQLSchema } from 'graphql';
import type { TableAccess } from '../../../../backend/src/functions/definition.ts';
import type {
  Caching,
  DataSource,
  FieldDefinition,
  PipelineFunctionDefinition,
} from '../../../../backend/src/resolvers/definition.ts';
import { requestLimits } from '../../../../backend/src/resolvers/limits.ts';
import { generatedHeader, type GeneratedFiles } from '../../generator.ts';
import { authorizationOf, subscribedMutations } from '../../contract/graphql/authorization.ts';
import { findField, schemaPath } from '../../contract/graphql/schema.ts';
import { contractError } from '../../contract/finding.ts';

export interface ResolverDefinitions {
  readonly resolvers: Readonly<Record<string, { readonly definition: FieldDefinition }>>;
  readonly pipelineFunctions: Readonly<Record<string, { readonly definition: PipelineFunctionDefinition }>>;
}

export interface FieldEntry {
  readonly type: string;
  readonly field: string;
  readonly kind: 'unit' | 'pipeline';
  /** Of a unit resolver. */
  readonly dataSource?: DataSource;
  readonly maxBatchSize?: number;
  readonly caching?: Caching;
  /** Of a pipeline, in order. */
  readonly functions?: readonly string[];
  /** Groups of the user pool whose members may use the field; a nested field inherits its type's. */
  readonly groups: readonly string[];
  /** Whether calls signed with IAM may. */
  readonly iam: boolean;
  /** Subscriptions: the mutations whose results they receive. */
  readonly mutations?: readonly string[];
  /** The bundle, below backend/dist/. */
  readonly code: string;
}

export interface FunctionEntry {
  readonly name: string;
  readonly dataSource: DataSource;
  readonly maxBatchSize?: number;
  readonly code: string;
}

export interface DataSourceEntry {
  readonly name: DataSource;
  readonly type: 'AMAZON_DYNAMODB' | 'AWS_LAMBDA' | 'NONE';
  /** Lambda only: the function it invokes. */
  readonly function?: string;
  /** DynamoDB only: what its role may do. */
  readonly access?: readonly TableAccess[];
}

export interface FieldsManifest {
  /** Text in the bundles that a deployment replaces, and by what. */
  readonly placeholders: Readonly<Record<string, 'table name'>>;
  /** What one request may ask for. */
  readonly limits: typeof requestLimits;
  readonly dataSources: readonly DataSourceEntry[];
  readonly functions: readonly FunctionEntry[];
  readonly fields: readonly FieldEntry[];
}

/** AWS AppSync endpoints and quotas, "Functions per pipeline". */
const PIPELINE_LIMIT = 10;

function fieldEntry(schema: GraphQLSchema, name: string, definition: FieldDefinition): FieldEntry {
  const { type, field } = findField(schema, name);
  const parent = schema.getType(type);
  const authorization = authorizationOf(field) ??
    (isObjectType(parent) ? authorizationOf(parent) : undefined) ?? { groups: [], iam: false };
  const mutations = subscribedMutations(field);
  if (definition.kind === 'pipeline' && definition.functions.length > PIPELINE_LIMIT) {
    throw contractError(
      `backend/src/resolvers/${name}.ts`,
      `its pipeline has ${definition.functions.length} functions, and AppSync takes at most ${PIPELINE_LIMIT}; join some.`,
    );
  }
  return {
    type,
    field: field.name,
    kind: definition.kind,
    ...(definition.kind === 'unit'
      ? {
          dataSource: definition.dataSource,
          ...(definition.maxBatchSize === undefined ? {} : { maxBatchSize: definition.maxBatchSize }),
          ...(definition.caching === undefined ? {} : { caching: definition.caching }),
        }
      : { functions: definition.functions }),
    groups: authorization.groups,
    iam: authorization.iam,
    ...(mutations === undefined ? {} : { mutations }),
    code: `resolvers/${name}.js`,
  };
}

/** The union of all statements, one for each set of actions and place, so that the role's policy stays small. */
function mergeAccess(statements: readonly TableAccess[]): TableAccess[] {
  const merged = new Map<string, { access: TableAccess; keys: Set<string> }>();
  for (const access of statements) {
    for (const action of access.actions) {
      const place = JSON.stringify([action, access.on]);
      const entry = merged.get(place) ?? {
        access: { ...access, actions: [action] },
        keys: new Set<string>(),
      };
      for (const key of access.leadingKeys) entry.keys.add(key);
      merged.set(place, entry);
    }
  }
  return [...merged.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { access, keys }]): TableAccess => {
      const [first = '', ...rest] = [...keys].sort();
      return { ...access, leadingKeys: [first, ...rest] };
    });
}

function dataSources(sources: readonly PipelineFunctionDefinition[]): DataSourceEntry[] {
  const names = [...new Set(sources.map(({ dataSource }) => dataSource))].sort();
  return names.map((name): DataSourceEntry => {
    if (name === 'none') return { name, type: 'NONE' };
    if (name !== 'table') return { name, type: 'AWS_LAMBDA', function: name };
    return {
      name,
      type: 'AMAZON_DYNAMODB',
      access: mergeAccess(sources.flatMap(({ access }) => access ?? [])),
    };
  });
}

export function fieldsManifest(schema: GraphQLSchema, definitions: ResolverDefinitions): FieldsManifest {
  const functions = Object.entries(definitions.pipelineFunctions);
  const used = Object.values(definitions.resolvers).flatMap(({ definition }) =>
    definition.kind === 'pipeline' ? definition.functions : [],
  );
  const unused = functions.find(([name]) => !used.some((usedName) => usedName === name));
  if (unused !== undefined)
    throw contractError(
      `backend/src/resolvers/functions/${unused[0]}.ts`,
      'no pipeline uses this function; delete it, or name it in a pipeline.',
    );
  const units = Object.values(definitions.resolvers)
    .map(({ definition }) => definition)
    .filter((definition) => definition.kind === 'unit');
  return {
    placeholders: { '@@TABLE_NAME@@': 'table name' },
    limits: requestLimits,
    dataSources: dataSources([...functions.map(([, { definition }]) => definition), ...units]),
    functions: functions.map(([name, { definition }]) => ({
      name,
      dataSource: definition.dataSource,
      ...(definition.maxBatchSize === undefined ? {} : { maxBatchSize: definition.maxBatchSize }),
      code: `resolvers/functions/${name}.js`,
    })),
    fields: Object.entries(definitions.resolvers).map(([name, { definition }]) =>
      fieldEntry(schema, name, definition),
    ),
  };
}

export function backendFieldFiles(manifest: FieldsManifest): GeneratedFiles {
  const json = JSON.stringify(manifest, null, 2);
  return new Map([
    [
      'backend/src/generated/fields.json',
      `${JSON.stringify({ generated: `Generated by codegen from ${schemaPath}. Do not edit.`, ...manifest }, null, 2)}\n`,
    ],
    [
      'backend/src/generated/fields.ts',
      `${generatedHeader(`${schemaPath} and backend/src/resolvers`)}export const fieldsManifest = ${json} as const;\n`,
    ],
  ]);
}
