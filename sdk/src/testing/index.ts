/**
 * Tests without a server: MSW handlers that answer as the contracts say, and samples of every type.
 *
 * @packageDocumentation
 */
export { northwindHandlers, on, onAt } from './handlers.ts';
export type { HandlerOptions, Overrides as HandlerOverrides, TestEnvironment } from './handlers.ts';
export { graphqlError, GraphQLFieldError } from './graphql-error.ts';
export * from '../generated/testing/rest-factories.ts';
export * from '../generated/testing/event-factories.ts';
export * from '../generated/testing/device-factories.ts';
export * as graphql from './graphql.ts';
export type { components, paths } from '../generated/openapi.ts';
export type { Overrides } from './shape.ts';
export type {
  FieldOverride,
  RestOverride,
  RestResolverInfo,
  SubscriptionOverride,
} from './override-types.ts';
export type { RestOverrides } from '../generated/testing/operations.ts';
export type { GraphQLOverrides } from '../generated/testing/fields.ts';
