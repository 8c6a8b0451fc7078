/** Samples of the types of the GraphQL API. `lockerEvent` and `deliveryEvent` stand beside those of REST. */
export type * from '../generated/testing/graphql-types.ts';
export * from '../generated/testing/graphql-factories.ts';
