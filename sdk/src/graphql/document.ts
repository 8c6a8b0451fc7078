/**
 * What a GraphQL document needs to be sent: its text, its name and its kind. The documents of `@northwind/sdk/graphql` are such,
 * and so is any document of your own code generation that is made as a string with these two fields.
 */
export interface GraphQLDocument<Result, Variables, Kind extends 'mutation' | 'query' | 'subscription'> {
  toString(): string;
  readonly operation: Kind;
  readonly operationName: string;
  /** Exists for the type checker only. */
  readonly __apiType?: (variables: Variables) => Result;
}

/** Variables may be left out where the document requires none. */
export type VariablesAndOptions<Variables, Options> =
  // `{}` is the question itself: could an empty object be these variables?
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  {} extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];
