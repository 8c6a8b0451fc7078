import type { CognitoOptions, InterceptTokens } from '../start.ts';
import { createAuthorizationCodes } from './authorization-codes.ts';
import { hostedUiRoutes } from './hosted-ui.ts';
import { authorizationCodeGrant, refreshTokenGrant } from './user-grants.ts';
import { userInfoRoutes } from './user-info.ts';
import { userPoolsRoute } from './user-pools-route.ts';
import { createUserPoolsApi } from './user-pools-api.ts';
import { createUserSignIn } from './user-sign-in.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { UserDirectory } from './user-directory.ts';

export { openUserDirectory, type UserDirectory } from './user-directory.ts';
export { openRefreshTokens, type RefreshTokens } from './refresh-tokens.ts';

/**
 * What user sign-in adds to the user pool's endpoints: the user pools API, the sign-in pages and their grants.
 *
 */
export function userSignIn(
  poolId: string,
  directory: UserDirectory,
  refreshTokens: RefreshTokens,
  now: () => number = Date.now,
  intercept?: InterceptTokens,
): Pick<CognitoOptions, 'grants' | 'routes'> {
  const signIn = createUserSignIn(directory, refreshTokens, now);
  const codes = createAuthorizationCodes(now);
  return {
    routes: {
      'POST /': userPoolsRoute(createUserPoolsApi(signIn, now), intercept),
      ...hostedUiRoutes(signIn, codes, now),
      ...userInfoRoutes(signIn),
    },
    grants: {
      authorization_code: authorizationCodeGrant(signIn, codes),
      refresh_token: refreshTokenGrant(signIn),
    },
  };
}
