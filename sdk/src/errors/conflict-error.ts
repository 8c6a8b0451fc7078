import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 409: the resource is in a state that does not allow this, or no capacity is left. */
export class ConflictError extends ApiError {
  declare readonly name: 'ConflictError';

  static {
    brand(this, 'ConflictError', 'Read the resource again and decide anew.');
  }
}

/** True for {@link ConflictError}. */
export const isConflictError = /* @__PURE__ */ guard<ConflictError>('ConflictError');
