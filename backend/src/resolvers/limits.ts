/**
 * What one GraphQL request may ask for: Terraform sets the API to it, the sandbox refuses by it. AWS AppSync, "Configuring GraphQL run
 * complexity, query depth, and introspection".
 */
export const requestLimits = {
  /** Levels of nested fields; the deepest document of `schema/operations` has 5. */
  queryDepth: 8,
  /** Resolvers that one request may run. */
  resolverCount: 500,
} as const;
