/**
 * What is said about a resolver besides its code, as plain data beside that code: codegen writes the manifest of fields from it, the
 * sandbox and Terraform create data sources, functions and resolvers from the manifest.
 */
import type { TableAccess } from '../functions/definition.ts';
import type { PipelineFunctionName } from '../generated/pipeline-functions.ts';

/** Lambda functions that resolvers call; each is a data source of the same name. */
export type LambdaDataSource = 'delivery-signature' | 'locker-command';

/** `table`: DynamoDB. `none`: AppSync answers by itself. */
export type DataSource = 'table' | 'none' | LambdaDataSource;

interface Source {
  readonly dataSource: DataSource;
  /** What the data source's role must be allowed on the table. The roles of all resolvers' `table` are one: the union of these. */
  readonly access?: readonly TableAccess[];
  /** Lambda only: at most so many sibling fields are answered by one invocation (`BatchInvoke`). */
  readonly maxBatchSize?: number;
}

/** How long AppSync may answer from its cache, where an environment has one ("Configuring server-side caching"). */
export interface Caching {
  /** 1 to 3,600. */
  readonly ttlSeconds: number;
  /** What the answer depends on, all of it: entries of `$context.arguments`, `$context.source` or `$context.identity`. */
  readonly keys: readonly [string, ...string[]];
}

export interface UnitDefinition extends Source {
  readonly kind: 'unit';
  readonly caching?: Caching;
}

/** One step of a pipeline. */
export type PipelineFunctionDefinition = Source;

export interface PipelineDefinition {
  readonly kind: 'pipeline';
  /** In order; at most ten (AWS AppSync endpoints and quotas). A function may run more than once. */
  readonly functions: readonly [PipelineFunctionName, ...PipelineFunctionName[]];
}

export type FieldDefinition = UnitDefinition | PipelineDefinition;
