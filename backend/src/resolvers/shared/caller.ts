/**
 * Who calls, from the verified token alone. AppSync has checked the signature and the field's groups before a resolver runs; what
 * it cannot know is whose delivery or locker it is.
 */
import type { AppSyncIdentityCognito, Identity } from '@aws-appsync/utils';
import type { Person } from '../../domain/rights.ts';

export interface Caller extends Person {
  readonly username: string;
}

interface Claims {
  /** The buildings of a manager. */
  readonly buildings?: readonly string[] | null;
  readonly partner_id?: string | null;
}

export const callerOf = (identity: Identity): Caller => {
  const user = identity as AppSyncIdentityCognito;
  const claims = user.claims as Claims;
  return {
    sub: user.sub,
    username: user.username,
    groups: user.groups ?? [],
    buildings: claims.buildings ?? [],
    partnerId: claims.partner_id ?? null,
  };
};
