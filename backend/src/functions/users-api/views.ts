/** Domain → contract: how a user looks over REST. */
import { etagOf } from '../../domain/etag.ts';
import type { User } from '../../domain/principal.ts';
import type * as contract from '../../generated/operations.ts';

export const userView = (user: User): contract.Complete<contract.User> => ({
  id: user.sub,
  email: user.email,
  name: user.name,
  groups: [...user.groups],
  buildings: [...user.buildings],
  partnerId: user.partnerId ?? null,
  invitedAt: user.invitedAt,
  createdAt: user.createdAt,
  updatedAt: user.updatedAt,
  etag: etagOf(user.version),
});
