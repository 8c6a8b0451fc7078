export { clientCredentials, type ClientCredentialsOptions } from './auth/client-credentials.ts';
export type { TokenResponse, TokenRequest, TokenSource } from './auth/token-source.ts';
export { ClientSecrets } from './client/client-secrets.ts';
export type { ClientSecretRotation, RotateOptions } from './client/rotate.lazy.ts';
export { Northwind } from './client/northwind.ts';
export type { EnvironmentUrls, NorthwindOptions, NorthwindOverrides } from './client/options.ts';
export { rateLimitHooks, type RateLimitHooksOptions } from './client/rate-limit-hooks.ts';
export type { RawClient } from './client/raw.lazy.ts';
export * from './errors/index.ts';
export { InvoiceExports } from './files/invoice-exports.ts';
export type { DownloadOptions, DownloadProgress, SignatureImage, UploadOptions } from './files/options.ts';
export { Signatures } from './files/signatures.ts';
export type { EnvironmentName } from './generated/environments.ts';
export type * from './generated/models.ts';
export type { paths } from './generated/openapi.ts';
export * from './generated/resources/index.ts';
export type { GraphQLDocument } from './graphql/document.ts';
export type { GraphQLClient, MutationOptions } from './graphql/graphql-client.ts';
export type { LiveClient, LockerEvent } from './live/live-client.ts';
export type { LockerEventsOptions, LockerEventStream } from './live/locker-events.ts';
export type { WebSocketConstructor } from './realtime/appsync-socket.ts';
export type {
  ConnectionChange,
  ConnectionState,
  ObservableConnectionState,
} from './realtime/connection-state.ts';
export type { WebSocketAuth } from './realtime/endpoint.ts';
export type { RealtimeEvent } from './transport/realtime-event.ts';
export type { SubscribeOptions, Subscription } from './realtime/subscription.ts';
export { ApiPromise, type ApiResponse } from './resource/api-promise.ts';
export { ListPromise } from './resource/list-promise.ts';
export type { Open } from './support/open.ts';
export type { Page } from './resource/page.ts';
export type { DebugLog } from './transport/debug-log.ts';
export type { HookRequest, Hooks } from './transport/hooks.ts';
export type { RateLimit } from './support/rate-limit.ts';
export type {
  CallLimits,
  IfMatchRequestOptions,
  OptionalIfMatchRequestOptions,
  RequestOptions,
} from './transport/request-options.ts';
export { VERSION } from './version.ts';
