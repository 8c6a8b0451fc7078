import type { CognitoOptions, InterceptTokens } from '../start.ts';
import { createAuthorizationCodes } from './authorization-codes.ts';
import { hostedUiRoutes } from './hosted-ui.ts';
import { authorizationCodeGrant, refreshTokenGrant } from './user-grants.ts';
import { userInfoRoutes } from './user-info.ts';
import { createAdminApi, type AdminApiOptions } from './admin-api.ts';
import { userPoolsRoute, type SignedActions } from './user-pools-route.ts';
import { createUserPoolsApi } from './user-pools-api.ts';
import { createUserSignIn } from './user-sign-in.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { UserDirectory } from './user-directory.ts';

export type { Invitation } from './admin-api.ts';
export { openUserDirectory, type UserDirectory } from './user-directory.ts';
export { signInWithoutPassword } from './user-sign-in.ts';
export { openRefreshTokens, type RefreshTokens } from './refresh-tokens.ts';

/**
 * What user sign-in adds to the user pool's endpoints: the user pools API, the sign-in pages and their grants.
 *
 * @param administration - for whoever keeps accounts with AWS credentials; default: nobody can
 */
export function userSignIn(
  poolId: string,
  directory: UserDirectory,
  refreshTokens: RefreshTokens,
  now: () => number = Date.now,
  intercept?: InterceptTokens,
  administration?: Pick<AdminApiOptions, 'groups' | 'invited'> &
    Pick<SignedActions, 'secretOf' | 'authorize'>,
): Pick<CognitoOptions, 'grants' | 'routes'> {
  const signIn = createUserSignIn(directory, refreshTokens, now);
  const codes = createAuthorizationCodes(now);
  const signed = administration && {
    secretOf: administration.secretOf,
    ...(administration.authorize ? { authorize: administration.authorize } : {}),
    actions: createAdminApi({ ...administration, directory, refreshTokens, now }),
  };
  return {
    routes: {
      'POST /': userPoolsRoute(createUserPoolsApi(signIn, now), intercept, signed),
      ...hostedUiRoutes(signIn, codes, now),
      ...userInfoRoutes(signIn),
    },
    grants: {
      authorization_code: authorizationCodeGrant(signIn, codes),
      refresh_token: refreshTokenGrant(signIn),
    },
  };
}
