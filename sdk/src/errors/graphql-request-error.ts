import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** One entry of a GraphQL answer's `errors`, as AppSync writes it: type and info stand beside the message. */
export interface GraphQLErrorEntry {
  readonly message: string;
  /** Stable name of the reason, e.g. `'NotFound'`; switch on it. */
  readonly errorType?: string | null;
  /** More about the reason, e.g. `{ argument: 'limit' }`. */
  readonly errorInfo?: unknown;
  /** Field in the answer that failed. */
  readonly path?: readonly (string | number)[] | null;
}

/** A GraphQL operation was answered with errors. What succeeded beside them is in `data`. */
export class GraphQLRequestError extends NorthwindError {
  declare readonly name: 'GraphQLRequestError';
  /** All errors of the answer; the fields below are those of the first. */
  readonly errors: readonly GraphQLErrorEntry[];
  /** What the answer held beside the errors: fields that failed are `null`. `null` if nothing succeeded. */
  readonly data: unknown;
  readonly errorType: string | undefined;
  readonly errorInfo: unknown;
  readonly path: readonly (string | number)[] | undefined;

  static {
    brand(this, 'GraphQLRequestError', 'Decide by `errorType`; the contract lists its values.');
  }

  constructor(
    operation: string,
    errors: readonly GraphQLErrorEntry[],
    data: unknown,
    answer: { readonly status?: number; readonly requestId?: string | undefined; readonly cause?: unknown },
  ) {
    const [first] = errors;
    const kind = first?.errorType ? `${first.errorType}: ` : '';
    const request = answer.requestId ? ` (request ${answer.requestId})` : '';
    super(`${operation}: ${kind}${first?.message ?? 'failed without a reason'}${request}`, {
      code: 'graphql',
      ...answer,
    });
    this.errors = errors;
    this.data = data;
    this.errorType = first?.errorType ?? undefined;
    this.errorInfo = first?.errorInfo;
    this.path = first?.path ?? undefined;
  }
}

/** True for {@link GraphQLRequestError}. */
export const isGraphQLRequestError = /* @__PURE__ */ guard<GraphQLRequestError>('GraphQLRequestError');
