/** An error of one field, as AppSync reports it. Made by `graphqlError`. */
export class GraphQLFieldError extends Error {
  readonly errorType: string;
  readonly errorInfo: unknown;

  constructor(errorType: string, message: string, errorInfo: unknown) {
    super(message);
    this.errorType = errorType;
    this.errorInfo = errorInfo;
  }

  override get name(): 'GraphQLFieldError' {
    return 'GraphQLFieldError';
  }
}

/**
 * What a resolver throws for its field to fail as AppSync's do.
 *
 * @param errorType as the contract lists them, e.g. `'NotFound'`
 * @param errorInfo more about the reason, e.g. `{ argument: 'limit' }`
 *
 * @example
 * ```ts
 * import { graphqlError, on } from '@northwind/sdk/testing';
 *
 * on.graphql.getDelivery(({ args }) => {
 *   throw graphqlError('NotFound', `Delivery ${args.deliveryId} not found.`);
 * });
 * ```
 */
export function graphqlError(
  errorType: string,
  message: string,
  errorInfo: unknown = null,
): GraphQLFieldError {
  return new GraphQLFieldError(errorType, message, errorInfo);
}

/** A GraphQL error in AppSync's form: type and info stand beside the message. */
export interface AppSyncError {
  readonly message: string;
  readonly path: readonly (string | number)[] | null;
  readonly errorType: string | null;
  readonly errorInfo: unknown;
}

/** @param error of graphql-js */
export function appSyncError(error: {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly originalError?: unknown;
}): AppSyncError {
  const own = error.originalError instanceof GraphQLFieldError ? error.originalError : undefined;
  return {
    message: error.message,
    path: error.path ?? null,
    errorType: own?.errorType ?? null,
    errorInfo: own?.errorInfo ?? null,
  };
}
