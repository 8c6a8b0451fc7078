import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 403: the token is good but does not allow this operation, or the API key is missing or unknown. */
export class PermissionDeniedError extends ApiError {
  declare readonly name: 'PermissionDeniedError';

  static {
    brand(this, 'PermissionDeniedError', 'Ask for the missing scope, or check the API key.');
  }
}

/** True for {@link PermissionDeniedError}. */
export const isPermissionDeniedError = /* @__PURE__ */ guard<PermissionDeniedError>('PermissionDeniedError');
