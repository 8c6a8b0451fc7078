import type * as graphqlJs from 'graphql';
import { UsageError } from '../errors/usage-error.ts';
import { sdl } from '../generated/testing/fields.ts';

type Library = typeof graphqlJs;

/** graphql-js and the contract as its schema. */
export interface GraphQLLibrary {
  readonly graphql: Library;
  readonly schema: ReturnType<Library['buildSchema']>;
}

let loaded: Promise<GraphQLLibrary> | undefined;

/**
 * Loaded when the first document comes: who tests REST only need not install it.
 *
 * @throws `UsageError` saying what to install
 */
export function graphqlLibrary(): Promise<GraphQLLibrary> {
  loaded ??= import('graphql').then(
    (graphql) => ({ graphql, schema: graphql.buildSchema(sdl) }),
    () => {
      throw new UsageError(
        'Handlers read GraphQL documents with the package `graphql`: npm install -D graphql',
      );
    },
  );
  return loaded;
}
