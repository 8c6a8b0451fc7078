import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** The status says success but the body is not what the contract promises, e.g. a proxy's login page. */
export class InvalidResponseError extends NorthwindError {
  declare readonly name: 'InvalidResponseError';
  declare readonly status: number;
  /** The contract's `operationId`, or the name of the GraphQL operation. */
  readonly operation: string;
  /** Text of the body, secrets masked. */
  readonly body: string;

  static {
    brand(this, 'InvalidResponseError', 'Check the URLs, and for a proxy on the way.');
  }

  constructor(
    operation: string,
    response: {
      readonly status: number;
      readonly requestId?: string | undefined;
      readonly body: string;
      /** What is wrong with it, e.g. `'the body is not JSON'`. */
      readonly reason: string;
    },
  ) {
    const { status, requestId, body, reason } = response;
    super(`${operation}: ${status}, but ${reason}`, { code: 'invalid_response', status, requestId });
    this.operation = operation;
    this.body = body;
  }
}

/** True for {@link InvalidResponseError}. */
export const isInvalidResponseError = /* @__PURE__ */ guard<InvalidResponseError>('InvalidResponseError');
