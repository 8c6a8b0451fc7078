import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** The status says success but the body is not the JSON that the contract promises, e.g. a proxy's login page. */
export class InvalidResponseError extends NorthwindError {
  declare readonly name: 'InvalidResponseError';
  declare readonly status: number;
  /** Text of the body, as it came. */
  readonly body: string;

  static {
    brand(this, 'InvalidResponseError', 'Check the URLs, and for a proxy on the way.');
  }

  constructor(
    operation: string,
    status: number,
    requestId: string | undefined,
    body: string,
    cause: unknown,
  ) {
    super(`${operation}: ${status}, but the body is not JSON`, {
      code: 'invalid_response',
      status,
      requestId,
      cause,
    });
    this.body = body;
  }
}

/** True for {@link InvalidResponseError}. */
export const isInvalidResponseError = /* @__PURE__ */ guard<InvalidResponseError>('InvalidResponseError');
