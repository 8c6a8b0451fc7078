/** Definitions → compiled resolvers, with the checks that CreateResolver and CreateFunction make. */
import { isObjectType, type GraphQLSchema } from 'graphql';
import type { AppSyncOptions, ResolverDefinition } from '../options.ts';
import type { DataSource, SourceCaller } from '../sources/source.ts';
import { compileBundle } from './bundle.ts';
import type { CompiledResolver, PipelineFunction } from './evaluate.ts';

/** AWS AppSync endpoints and quotas: "Number of functions in a pipeline resolver". */
const maxFunctions = 10;

type Definitions = Pick<AppSyncOptions, 'dataSources' | 'functions' | 'resolvers'>;

/** @throws Error naming the resolver and what is wrong with it */
export function compileResolvers(
  definitions: Definitions,
  schema: GraphQLSchema,
): ReadonlyMap<string, CompiledResolver> {
  const sources = new Map(definitions.dataSources.map((source) => [source.name, source]));
  const sourceOf = (name: string, user: string): DataSource => {
    const source = sources.get(name);
    if (source === undefined) throw new Error(`${user}: there is no data source named ${name}`);
    return source;
  };
  const functions = new Map(
    (definitions.functions ?? []).map((each): [string, PipelineFunction] => [
      each.name,
      {
        caller: callerOf(each.name, each),
        dataSource: sourceOf(each.dataSource, each.name),
        bundle: compileBundle(each.code, each.name),
      },
    ]),
  );
  const compiled = new Map<string, CompiledResolver>();
  for (const definition of definitions.resolvers) {
    const name = `${definition.typeName}.${definition.fieldName}`;
    const type = schema.getType(definition.typeName);
    if (!isObjectType(type) || type.getFields()[definition.fieldName] === undefined)
      throw new Error(`${name}: the schema has no such field`);
    if (compiled.has(name)) throw new Error(`${name}: there are two resolvers for one field`);
    compiled.set(name, compile(definition, name, sourceOf, functions));
  }
  return compiled;
}

function compile(
  definition: ResolverDefinition,
  name: string,
  sourceOf: (name: string, user: string) => DataSource,
  functions: ReadonlyMap<string, PipelineFunction>,
): CompiledResolver {
  const bundle = compileBundle(definition.code, name);
  if (definition.kind === 'UNIT') {
    return {
      kind: 'UNIT',
      caching: definition.caching,
      caller: callerOf(name, definition),
      dataSource: sourceOf(definition.dataSource, name),
      bundle,
    };
  }
  if (definition.functions.length > maxFunctions)
    throw new Error(`${name}: a pipeline has at most ${maxFunctions} functions`);
  const steps = definition.functions.map((step) => {
    const found = functions.get(step);
    if (found === undefined) throw new Error(`${name}: there is no function named ${step}`);
    return found;
  });
  return { kind: 'PIPELINE', caching: definition.caching, bundle, functions: steps };
}

/** What AppSync batches when the resolver does not say: "BatchInvoke" once meant five at most. */
const defaultBatchSize = 5;

function callerOf(
  name: string,
  { maxBatchSize = defaultBatchSize }: { readonly maxBatchSize?: number },
): SourceCaller {
  return { name, maxBatchSize };
}
