/** The API as it is deployed: the bundles and their manifest (`backend/dist/resolvers`) → the arguments of `startAppSync`. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AppSyncOptions, FunctionDefinition, ResolverDefinition } from '../services/appsync/options.ts';
import type { CachingConfig } from '../services/appsync/resolvers/cache.ts';
import { dynamodbSource } from '../services/appsync/sources/dynamodb.ts';
import { lambdaSource, type InvokeLambda, type LambdaOutcome } from '../services/appsync/sources/lambda.ts';
import { noneSource, type DataSource } from '../services/appsync/sources/source.ts';

/** `resolvers/manifest.json`, as far as running the API needs it. */
interface Manifest {
  /** Texts in the code that whoever deploys it replaces. */
  readonly placeholders: Readonly<Record<string, string>>;
  readonly limits: { readonly queryDepth: number; readonly resolverCount: number };
  readonly dataSources: readonly {
    readonly name: string;
    readonly type: string;
    readonly function?: string;
  }[];
  readonly functions: readonly (Batched & {
    readonly name: string;
    readonly dataSource: string;
    readonly code: string;
  })[];
  readonly fields: readonly (Batched &
    Cached & {
      readonly type: string;
      readonly field: string;
      readonly kind: string;
      readonly dataSource?: string;
      readonly functions?: readonly string[];
      readonly code: string;
    })[];
}

interface Batched {
  readonly maxBatchSize?: number;
}

interface Cached {
  readonly caching?: CachingConfig;
}

export interface DeploymentOptions {
  /** By path: `resolvers/manifest.json`, `resolvers/Query.me.js`, … as `readApiFiles()` gives them. */
  readonly files: ReadonlyMap<string, string>;
  readonly tableName: string;
  readonly client: DynamoDBClient;
  readonly invoke: InvokeLambda;
}

/** @throws Error when the manifest names a file, a kind or a placeholder that is unknown */
export function deployment(
  options: DeploymentOptions,
): Required<
  Pick<
    AppSyncOptions,
    'dataSources' | 'resolvers' | 'functions' | 'queryDepthLimit' | 'resolverCountLimit' | 'strictResults'
  >
> {
  const { files, tableName } = options;
  const manifest = JSON.parse(fileOf(files, 'resolvers/manifest.json')) as Manifest;
  const values: Readonly<Record<string, string>> = { 'table name': tableName };
  const codeOf = (file: string) => {
    let code = fileOf(files, file);
    for (const [placeholder, meaning] of Object.entries(manifest.placeholders)) {
      const value = values[meaning];
      if (value === undefined)
        throw new Error(`The manifest's placeholder ${placeholder} stands for an unknown '${meaning}'`);
      code = code.replaceAll(placeholder, value);
    }
    return code;
  };
  const batch = ({ maxBatchSize }: Batched) => (maxBatchSize === undefined ? {} : { maxBatchSize });
  const cache = ({ caching }: Cached) => (caching === undefined ? {} : { caching });
  return {
    // A result that is not what the contract says is an error here, before a client relies on it.
    strictResults: true,
    queryDepthLimit: manifest.limits.queryDepth,
    resolverCountLimit: manifest.limits.resolverCount,
    dataSources: manifest.dataSources.map((source) => dataSource(source, options)),
    functions: manifest.functions.map((each): FunctionDefinition => ({
      name: each.name,
      dataSource: each.dataSource,
      code: codeOf(each.code),
      ...batch(each),
    })),
    resolvers: manifest.fields.map((each): ResolverDefinition => {
      const common = { typeName: each.type, fieldName: each.field, code: codeOf(each.code), ...cache(each) };
      return each.kind === 'pipeline'
        ? { ...common, kind: 'PIPELINE', functions: each.functions ?? [] }
        : { ...common, kind: 'UNIT', dataSource: each.dataSource ?? 'none', ...batch(each) };
    }),
  };
}

function fileOf(files: ReadonlyMap<string, string>, name: string): string {
  const content = files.get(name);
  if (content === undefined) throw new Error(`The resolver bundles lack ${name}`);
  return content;
}

function dataSource(source: Manifest['dataSources'][number], options: DeploymentOptions): DataSource {
  const { name } = source;
  switch (source.type) {
    case 'NONE':
      return noneSource(name);
    case 'AMAZON_DYNAMODB':
      return dynamodbSource({ name, tableName: options.tableName, client: options.client });
    case 'AWS_LAMBDA':
      return lambdaSource({ name, functionName: source.function ?? name, invoke: options.invoke });
    default:
      throw new Error(`The data source ${name} is of a type the sandbox lacks: ${source.type}`);
  }
}

/** What a Lambda runtime throws when the function did: `errorType`, and a message that begins with where it happened. */
interface ThrownByFunction extends Error {
  readonly errorType: string;
}

/** Turns a runtime that throws into what the data source wants: the function's own errors as values, anything else thrown. */
export function invokeThrough(
  invoke: (functionName: string, event: unknown) => Promise<unknown>,
): InvokeLambda {
  return async (functionName, event): Promise<LambdaOutcome> => {
    try {
      return { payload: await invoke(functionName, event) };
    } catch (cause) {
      const { errorType, message } = cause as Partial<ThrownByFunction>;
      if (errorType === undefined) throw cause;
      const prefix = `${functionName}: ${errorType}: `;
      return {
        errorType,
        errorMessage: message?.startsWith(prefix) ? message.slice(prefix.length) : (message ?? ''),
      };
    }
  };
}
