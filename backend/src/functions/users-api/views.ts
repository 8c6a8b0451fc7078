/** Domain → contract: how a user looks over REST. */
import { etagOf } from '../../domain/etag.ts';
import type { User } from '../../domain/principal.ts';
import { view } from '../../domain/view.ts';
import { userFields } from '../../generated/operation-fields.ts';

export const userView = (user: User) => view(userFields, { ...user, etag: etagOf(user.version) });
