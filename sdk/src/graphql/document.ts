/**
 * A GraphQL document as text that knows the types of its result and its variables: those of `@northwind/sdk/graphql`, and those
 * that your own code generation writes as strings (graphql-codegen with `documentMode: 'string'`). Its text holds one operation,
 * with a name, and the fragments that it spreads. Of a plain string, which has no types, the result is `unknown`.
 */
export interface GraphQLDocument<Result, Variables> {
  toString(): string;
  /** Of the text: what tells it from a syntax tree. */
  readonly length: number;
  /** Exists for the type checker only; as in `DocumentTypeDecoration` of `@graphql-typed-document-node/core`. */
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

/** Variables may be left out where the document requires none. */
export type VariablesAndOptions<Variables, Options> =
  // `{}` is the question itself: could an empty object be these variables?
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  {} extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];
