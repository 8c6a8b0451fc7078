/**
 * The GraphQL documents and their types, without the client: `@northwind/sdk/graphql`. Each document is a string that knows the
 * types of its result and its variables; a bundler drops those that nobody imports.
 *
 * Other clients take the text: `gql(GetLockerDocument.toString())` with Apollo and urql, `JSON.stringify({ query: GetLockerDocument })`
 * with `fetch`. `ResultOf` and `VariablesOf` give both types to their generic parameters.
 */
export type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
export * from '../generated/graphql/documents.ts';
export type { Open } from '../support/open.ts';
