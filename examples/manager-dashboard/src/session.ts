/** The signed-in user, from the first load of the page to the sign-out. */
import { Northwind } from '@northwind/sdk';
import { cognitoUsers, isSignInError, type CognitoUsers, type UserSession } from '@northwind/sdk/cognito';
import type { Config } from './config.ts';

/** What the page begins with. */
export interface Start {
  readonly users: CognitoUsers;
  readonly session: UserSession | undefined;
  /** Why a sign-in by redirect failed, in words. */
  readonly problem?: string;
}

/** Where the user pool's pages send the user back to: letter by letter as registered with the app client. */
export const redirectUri = (): string => `${location.origin}/`;

/**
 * Finishes a sign-in by redirect if the page was opened by one, or takes up the stored session. Call it once for each load of the
 * page: the code of a redirect works once.
 *
 * The session is kept in localStorage, so that all tabs share it: each refresh token works once, and a tab with a copy of its own
 * would use one a second time, which ends the session. The price is that a script injected into this page could read it.
 */
export async function startSession(config: Config): Promise<Start> {
  const signInPagesUrl = config.signInPagesUrl ?? config.cognitoUrl;
  const users = cognitoUsers({
    userPoolId: config.userPoolId,
    clientId: config.webClientId,
    storage: localStorage,
    ...(config.cognitoUrl !== undefined && { endpoint: config.cognitoUrl }),
    ...(signInPagesUrl !== undefined && { domain: signInPagesUrl }),
  });
  try {
    const session = await users.fromRedirect(location.href);
    return { users, session: session ?? (await users.restore()) };
  } catch {
    return { users, session: undefined, problem: 'That sign-in was not completed. Please try again.' };
  } finally {
    // Neither a reload nor a bookmark may bring the code again.
    if (location.search !== '') history.replaceState(null, '', location.pathname);
  }
}

/** The client of a signed-in user. */
export function clientOf(config: Config, session: UserSession): Northwind {
  const { restUrl, graphqlUrl } = config;
  return new Northwind({ environment: { restUrl, graphqlUrl }, auth: session });
}

/** The user's name, or what else the token says of them. */
export function nameOf({ claims }: UserSession): string {
  const name = [claims['given_name'], claims['family_name']].filter(Boolean).join(' ');
  return name || String(claims['email'] ?? claims['cognito:username'] ?? 'Manager');
}

/** Why a step of the sign-in failed, in words. */
export function signInProblem(error: unknown): string {
  const reason = isSignInError(error) ? error.reason : undefined;
  switch (reason) {
    case 'NotAuthorizedException':
    case 'UserNotFoundException':
      return 'User name or password is wrong.';
    case 'CodeMismatchException':
    case 'EnableSoftwareTokenMFAException':
      return 'That code is wrong. Type the one that your authenticator app shows now.';
    case 'ExpiredCodeException':
      return 'That code has expired. Type the one that your authenticator app shows now.';
    case 'InvalidPasswordException':
      return 'That password is too weak. Use at least 8 characters with capital and small letters, digits and symbols.';
    case 'TooManyRequestsException':
    case 'LimitExceededException':
      return 'Too many attempts. Wait a little and try again.';
    default:
      return reason === undefined
        ? 'The sign-in service cannot be reached. Check your connection and try again.'
        : 'The sign-in was refused. Please begin again.';
  }
}
