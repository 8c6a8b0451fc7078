import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 422: well formed but not acceptable, such as an overpayment or an idempotency key used before with another body. */
export class UnprocessableEntityError extends ApiError {
  declare readonly name: 'UnprocessableEntityError';

  static {
    brand(this, 'UnprocessableEntityError', 'Correct the input; a reused idempotency key must be a new one.');
  }
}

/** True for {@link UnprocessableEntityError}. */
export const isUnprocessableEntityError =
  /* @__PURE__ */ guard<UnprocessableEntityError>('UnprocessableEntityError');
