import { ApiError } from './api-error.ts';
import { brand, guard } from './brand.ts';

/** 401: no token, or one that Northwind does not accept. The SDK has already tried once with a fresh token. */
export class AuthenticationError extends ApiError {
  declare readonly name: 'AuthenticationError';

  static {
    brand(this, 'AuthenticationError', 'Check client id, secret, environment and API key.');
  }
}

/** True for {@link AuthenticationError}. */
export const isAuthenticationError = /* @__PURE__ */ guard<AuthenticationError>('AuthenticationError');
