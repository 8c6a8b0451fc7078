/**
 * The GraphQL documents and their types, without the client: `@northwind/sdk/graphql`. Each document is a string that knows the
 * types of its result and its variables; a bundler drops those that nobody imports.
 */
export * from '../generated/graphql/index.ts';
