import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 412 or 428: somebody changed the resource since you read it, or `ifMatch` is missing. */
export class PreconditionError extends ApiError {
  declare readonly name: 'PreconditionError';

  static {
    brand(this, 'PreconditionError', 'Read the resource again and repeat with its new ETag as `ifMatch`.');
  }
}

/** True for {@link PreconditionError}. */
export const isPreconditionError = /* @__PURE__ */ guard<PreconditionError>('PreconditionError');
