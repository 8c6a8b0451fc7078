import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

const BUSY = 'The user pool is busy: try again in a moment.';
/** Where another sign-in would not help. */
const ADVICE: Readonly<Record<string, string | undefined>> = {
  TooManyRequestsException: BUSY,
  LimitExceededException: BUSY,
  UnexpectedResponse: 'Check `endpoint` and `domain`, and for a proxy on the way.',
  UnsupportedChallenge:
    'Sign in by redirect, where the pool asks for it on its own pages, or change what the pool asks for.',
};

/** The user pool refused a sign-in, the response to a challenge or a refresh. */
export class SignInError extends NorthwindError {
  /**
   * Cognito's name for the reason: `'NotAuthorizedException'` (wrong user name or password, or a session that was ended),
   * `'CodeMismatchException'`, `'InvalidPasswordException'`, `'UserNotFoundException'` …; `'SignedOut'` after a sign-out, `'UnsupportedChallenge'` for
   * a challenge that this package does not do, `'UnexpectedResponse'` for a response that is not the user pool's.
   */
  readonly reason: string;

  constructor(
    reason: string,
    message: string,
    fields: {
      /** The user pool's action, such as `'InitiateAuth'`. */
      readonly operation?: string | undefined;
      readonly status?: number | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    const advice = ADVICE[reason];
    super(`${reason}: ${message}`, { code: 'sign_in', ...fields, ...(advice && { advice }) });
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
