import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** The user pool refused a sign-in, a challenge's answer or a refresh. */
export class SignInError extends NorthwindError {
  declare readonly name: 'SignInError';
  /**
   * Cognito's name for the reason: `'NotAuthorizedException'` (wrong user name or password, or a session that was ended),
   * `'CodeMismatchException'`, `'InvalidPasswordException'`, `'UserNotFoundException'` …; `'SignedOut'` after a sign-out.
   */
  readonly reason: string;

  static {
    brand(
      this,
      'SignInError',
      'Show the sign-in page; `reason` says whether name, password or code was wrong.',
    );
  }

  constructor(
    reason: string,
    message: string,
    fields: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(`${reason}: ${message}`, { code: 'sign_in', ...fields });
    this.reason = reason;
  }
}

/** True for {@link SignInError}. */
export const isSignInError = /* @__PURE__ */ guard<SignInError>('SignInError');
