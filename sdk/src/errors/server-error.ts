import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 5xx: Northwind failed. Where the call may be repeated safely, the SDK has already done so. */
export class ServerError extends ApiError {
  declare readonly name: 'ServerError';

  static {
    brand(this, 'ServerError', 'Try again later; quote `requestId` to support.');
  }
}

/** True for {@link ServerError}. */
export const isServerError = /* @__PURE__ */ guard<ServerError>('ServerError');
