export { startAppSync, type AppSync } from './start.ts';
export type {
  AppSyncLimits,
  AppSyncOptions,
  FunctionDefinition,
  PipelineResolverDefinition,
  ResolverDefinition,
  UnitResolverDefinition,
} from './options.ts';
export type { AuthOptions, IamPrincipal, UserPoolOptions } from './auth/authenticate.ts';
export type { AppSyncInterceptor } from './interceptor.ts';
export type { AuthMode, Caller, Identity } from './auth/identity.ts';
export type { Faults } from './faults.ts';
export type { CloseCodes } from './realtime/connection.ts';
export { noneSource, type DataSource, type SourceResult } from './sources/source.ts';
export { dynamodbSource, type DynamoDBSourceOptions } from './sources/dynamodb.ts';
export {
  lambdaSource,
  type InvokeLambda,
  type LambdaOutcome,
  type LambdaSourceOptions,
} from './sources/lambda.ts';
export type { ResolverLog } from './runtime/index.ts';
