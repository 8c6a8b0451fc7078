import { guard } from './guard.ts';
import { NorthwindError, setFields } from './northwind-error.ts';

/** The status says success but the body is not what the contract promises, e.g. a proxy's login page. */
export class InvalidResponseError extends NorthwindError {
  declare readonly status: number;
  /** The contract's `operationId`, or the name of the GraphQL operation. */
  declare readonly operation: string;
  /** Text of the body, secrets masked. */
  declare readonly body: string;

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
    super(`${operation}: ${status}, but ${reason}`, {
      code: 'invalid_response',
      operation,
      status,
      requestId,
    });
    setFields(this, { body }, true);
  }

  override get name(): 'InvalidResponseError' {
    return 'InvalidResponseError';
  }

  override get advice(): string {
    return 'Check the URLs, and for a proxy on the way.';
  }
}

/** True for {@link InvalidResponseError}. */
export const isInvalidResponseError = /* @__PURE__ */ guard<InvalidResponseError>('InvalidResponseError');
