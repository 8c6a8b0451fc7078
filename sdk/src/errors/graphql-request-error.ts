import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/** One entry of a GraphQL response's `errors`, as AppSync writes it: type and info stand beside the message. */
export interface GraphQLErrorEntry {
  readonly message: string;
  /** Stable name of the reason, e.g. `'NotFound'`; switch on it. */
  readonly errorType?: string | null | undefined;
  /** More about the reason, e.g. `{ argument: 'limit' }`. */
  readonly errorInfo?: unknown;
  /** Field in the response that failed. */
  readonly path?: readonly (string | number)[] | null | undefined;
}

/** The response to a GraphQL operation has errors. What succeeded beside them is in `data`. */
export class GraphQLRequestError extends NorthwindError {
  declare readonly operation: string;
  /** All errors of the response; the fields below are those of the first. */
  readonly errors: readonly GraphQLErrorEntry[];
  /** What the response holds beside the errors: fields that failed are `null`. `null` if nothing succeeded. */
  readonly data: unknown;
  readonly errorType: string | undefined;
  readonly errorInfo: unknown;
  readonly path: readonly (string | number)[] | undefined;

  constructor(
    operation: string,
    errors: readonly GraphQLErrorEntry[],
    data: unknown,
    response: {
      readonly status?: number | undefined;
      readonly requestId?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    const [first] = errors;
    const kind = first?.errorType ? `${first.errorType}: ` : '';
    const request = response.requestId ? ` (request ${response.requestId})` : '';
    super(`${operation}: ${kind}${first?.message ?? 'failed without a reason'}${request}`, {
      code: 'graphql',
      operation,
      ...response,
    });
    this.errors = errors;
    this.data = data;
    this.errorType = first?.errorType ?? undefined;
    this.errorInfo = first?.errorInfo;
    this.path = first?.path ?? undefined;
  }

  override get name(): 'GraphQLRequestError' {
    return 'GraphQLRequestError';
  }

  override get advice(): string {
    return 'Decide by `errorType`; the contract lists its values.';
  }
}

/** True for {@link GraphQLRequestError}. */
export const isGraphQLRequestError = /* @__PURE__ */ guard<GraphQLRequestError>('GraphQLRequestError');
