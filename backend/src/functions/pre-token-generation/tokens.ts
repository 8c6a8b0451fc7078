/** What goes into a token besides what Cognito puts there. */
import type { Client, Group, User } from '../../domain/principal.ts';
import { scopesByGroup } from '../../generated/manifest.ts';

/** Values may be lists from event version 2 on (AWS, "Pre token generation Lambda trigger"), whatever the published types say. */
export interface AccessTokenChange {
  readonly claimsToAddOrOverride: Readonly<Record<string, string | readonly string[]>>;
  readonly scopesToAdd?: readonly string[];
  readonly scopesToSuppress?: readonly string[];
}

const scopesOf = (groups: readonly string[]): string[] => [
  ...new Set(groups.flatMap((group) => scopesByGroup[group as Group] ?? [])),
];

/**
 * A person gets the scopes of their groups: app clients for people are given none of ours, so that signing in is the same
 * for everybody and what one may do follows from the contract.
 */
export const userToken = (user: User | undefined, groups: readonly string[]): AccessTokenChange => ({
  claimsToAddOrOverride: {
    buildings: user?.buildings ?? [],
    ...(user?.partnerId !== undefined && groups.includes('partner') ? { partner_id: user.partnerId } : {}),
  },
  scopesToAdd: scopesOf(groups),
});

/**
 * A machine keeps the scopes it asked for, as far as its groups have them. Its groups go into `groups`: a trigger cannot set
 * `cognito:groups` for a token without a user.
 *
 * @param rotateSecretBy - set when the client is to be told that its secret should be replaced
 */
export const clientToken = (
  client: Client,
  requested: readonly string[],
  rotateSecretBy?: string,
): AccessTokenChange => {
  const allowed = scopesOf(client.groups);
  return {
    claimsToAddOrOverride: {
      partner_id: client.partnerId,
      groups: client.groups,
      buildings: [],
      api_key_hashes: client.apiKeyHashes,
      ...(rotateSecretBy === undefined ? {} : { client_secret_rotate_by: rotateSecretBy }),
    },
    scopesToSuppress: requested.filter((scope) => !allowed.includes(scope)),
  };
};
