import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 404: no such resource, or not one of yours. */
export class NotFoundError extends ApiError {
  declare readonly name: 'NotFoundError';

  static {
    brand(this, 'NotFoundError', 'Check the identifier and the environment.');
  }
}

/** True for {@link NotFoundError}. */
export const isNotFoundError = /* @__PURE__ */ guard<NotFoundError>('NotFoundError');
