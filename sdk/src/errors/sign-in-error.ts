import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/** The user pool refused a sign-in, the response to a challenge or a refresh. */
export class SignInError extends NorthwindError {
  /**
   * Cognito's name for the reason: `'NotAuthorizedException'` (wrong user name or password, or a session that was ended),
   * `'CodeMismatchException'`, `'InvalidPasswordException'`, `'UserNotFoundException'` …; `'SignedOut'` after a sign-out.
   */
  readonly reason: string;

  constructor(
    reason: string,
    message: string,
    fields: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(`${reason}: ${message}`, { code: 'sign_in', ...fields });
    this.reason = reason;
  }

  override get name(): 'SignInError' {
    return 'SignInError';
  }

  override get advice(): string {
    return 'Show the sign-in page; `reason` says whether name, password or code was wrong.';
  }
}

/** True for {@link SignInError}. */
export const isSignInError = /* @__PURE__ */ guard<SignInError>('SignInError');
