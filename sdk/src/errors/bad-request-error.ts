import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 400: the request is malformed or a field is invalid. `problem.errors` lists `{ pointer, message }` for each bad field. */
export class BadRequestError extends ApiError {
  declare readonly name: 'BadRequestError';

  static {
    brand(this, 'BadRequestError', 'Correct what `problem.errors` points at.');
  }
}

/** True for {@link BadRequestError}. */
export const isBadRequestError = /* @__PURE__ */ guard<BadRequestError>('BadRequestError');
