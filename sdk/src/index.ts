export { clientCredentials, type ClientCredentialsOptions } from './auth/client-credentials.ts';
export type { TokenAnswer, TokenRequest, TokenSource } from './auth/token-source.ts';
export { Northwind } from './client/northwind.ts';
export type { EnvironmentUrls, NorthwindOptions } from './client/options.ts';
export type { RawClient } from './client/raw.ts';
export * from './errors/index.ts';
export type { EnvironmentName } from './generated/environments.ts';
export type * from './generated/models.ts';
export * from './generated/resources/index.ts';
export { ApiPromise, type ApiResponse } from './resource/api-promise.ts';
export { ListPromise } from './resource/list-promise.ts';
export type { Page } from './resource/page.ts';
export type { DebugLog } from './transport/debug.ts';
export type { HookRequest, Hooks } from './transport/hooks.ts';
export type {
  CallLimits,
  IfMatchRequestOptions,
  OptionalIfMatchRequestOptions,
  RequestOptions,
} from './transport/request-options.ts';
export { VERSION } from './version.ts';
