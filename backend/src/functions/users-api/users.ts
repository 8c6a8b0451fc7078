/**
 * Users: an account in the user pool, and an item in the table. The two share no transaction, so whatever an operation does in the pool
 * may be done again, and nobody is in a group who is not in the table.
 */
import type { BuildingRepository } from '../../data/building-repository.ts';
import type { StoredResponse } from '../../data/idempotency-record.ts';
import { ConditionFailed, onFailureOf, retryWhenOvertaken } from '../../data/transaction.ts';
import { ADMIN_LABEL, isAdmin, USER_LABEL, type UserRepository } from '../../data/user-repository.ts';
import { IDEMPOTENCY_LABEL, type Write } from '../../data/writes.ts';
import { unknownBuilding } from '../../domain/building.ts';
import { etagOf, requireMatch } from '../../domain/etag.ts';
import type { User } from '../../domain/principal.ts';
import { notFound, Refusal } from '../../domain/refusal.ts';
import {
  changeUser,
  emailKey,
  endsAdmin,
  isLeaving,
  leavingUser,
  newUser,
  noAdminAnyMore,
  requireOwnAdmin,
  requirePartner,
  userExists,
} from '../../domain/user.ts';
import type { OperationHandlers } from '../../generated/operations.ts';
import { basePath } from '../../generated/manifest.ts';
import type { RequestContext } from '../../http/request-context.ts';
import type { Accounts } from './accounts.ts';
import { userView } from './views.ts';

/** Before anything is done in the pool: a repetition sends no second mail, and a key that was used for another request none at all. */
const requireFirst = async (
  context: RequestContext,
  onRepetition?: (response: StoredResponse) => Promise<void>,
): Promise<void> => {
  const response = await context.findResponse();
  if (!response) return;
  await onRepetition?.(response);
  throw new ConditionFailed([IDEMPOTENCY_LABEL]);
};

/** @throws Refusal `invalid_request` at the first of these buildings that is not there */
const requireBuildings = async (
  buildings: Pick<BuildingRepository, 'findEach'>,
  ids: readonly string[] = [],
): Promise<void> => {
  const found = await buildings.findEach(ids);
  const missing = ids.findIndex((id) => !found.some((building) => building.id === id));
  if (missing !== -1) throw unknownBuilding(`/buildings/${missing}`, ids[missing]!);
};

export const userHandlers = (
  users: UserRepository,
  buildings: Pick<BuildingRepository, 'findEach'>,
  accounts: Accounts,
): OperationHandlers<'users-api', RequestContext> => {
  const find = async (userId: string): Promise<User> => {
    const user = await users.find(userId);
    if (!user) throw notFound('user', userId);
    return user;
  };

  /** Writes a change. Whoever takes the group admin from somebody has to be in it at that very moment: tokens live on for an hour. */
  const write = async (
    { caller }: RequestContext,
    before: User,
    after: User,
    record: readonly Write[] = [],
  ): Promise<void> => {
    if (before.id === caller.subject && !before.groups.includes('admin')) throw noAdminAnyMore();
    const checks = endsAdmin(before, after) ? [isAdmin(caller.subject)] : [];
    await users.update(after, [...record, ...checks]).catch(onFailureOf(ADMIN_LABEL, noAdminAnyMore));
  };

  /** Puts the account into the groups that the table names, until nobody has written others meanwhile. */
  const settleGroups = async (user: User): Promise<void> => {
    for (let current: User | undefined = user, version = 0; current && current.version !== version;) {
      version = current.version;
      await accounts.setGroups(current.id, current.groups);
      current = await users.find(current.id);
    }
  };

  return {
    async listUsers({ query: { email, group, limit } }, context) {
      const filter = { email: email === undefined ? undefined : emailKey(email), group };
      const page = await users.list(filter, { limit, after: context.position });
      return { status: 200, body: { data: page.items.map(userView), nextCursor: context.nextCursor(page) } };
    },

    async createUser({ body }, context) {
      requirePartner(body);
      // Whoever made the user may have died before the groups were given.
      await requireFirst(context, async (response) => {
        const created = await users.find((JSON.parse(response.body) as ReturnType<typeof userView>).id);
        if (created) await settleGroups(created);
      });
      await requireBuildings(buildings, body.buildings);
      const sub = await accounts.ensure(emailKey(body.email));
      requireOwnAdmin(context.caller, sub, body.groups);
      const user = newUser(sub, body, context.now);
      const reply = {
        status: 201 as const,
        headers: { Location: `${basePath}/users/${sub}`, ETag: etagOf(user.version) },
        body: userView(user),
      };
      // The same call, made twice at once, is answered alike; of two different ones the first has made the user.
      await users
        .insert(user, context.record(reply))
        .catch(onFailureOf(USER_LABEL, () => userExists(body.email)));
      await settleGroups(user);
      return reply;
    },

    async getUser({ path }) {
      const user = await find(path.userId);
      return { status: 200, headers: { ETag: etagOf(user.version) }, body: userView(user) };
    },

    updateUser: ({ path, header, body }, context) =>
      retryWhenOvertaken(async () => {
        const user = await find(path.userId);
        // Before the version is compared: of a call that died after its write, the repetition finds another version.
        await accounts.setGroups(user.id, user.groups);
        requireMatch(header.ifMatch, user.version);
        await requireBuildings(buildings, body.buildings);
        const changed = changeUser(user, body, context.now);
        requirePartner(changed);
        requireOwnAdmin(context.caller, user.id, changed.groups);
        const reply = {
          status: 200 as const,
          headers: { ETag: etagOf(changed.version) },
          body: userView(changed),
        };
        await write(context, user, changed, context.record(reply));
        if (body.groups !== undefined) await settleGroups(changed);
        return reply;
      }),

    async deleteUser({ path, header }, context) {
      if (path.userId === context.caller.subject)
        throw new Refusal('access_denied', 'You cannot delete yourself; ask another admin.');
      await requireFirst(context);
      return retryWhenOvertaken(async () => {
        let user = await find(path.userId);
        // Decided before the account is gone, which nothing brings back. A repetition finds it decided, and another version.
        if (!isLeaving(user)) {
          requireMatch(header.ifMatch, user.version);
          const leaving = leavingUser(user, context.now);
          await write(context, user, leaving);
          user = leaving;
        }
        await accounts.delete(user.id);
        const reply = { status: 204 as const };
        await users.remove(user, context.record(reply));
        return reply;
      });
    },

    async inviteUser({ path }, context) {
      await requireFirst(context);
      const user = { ...(await find(path.userId)), invitedAt: context.now };
      await accounts.inviteAgain(user.email);
      const reply = {
        status: 200 as const,
        headers: { ETag: etagOf(user.version) },
        body: userView(user),
      };
      await users.invited(user, user.invitedAt, context.record(reply));
      return reply;
    },

    async resetUserMfa({ path: { userId } }, context) {
      if (userId === context.caller.subject)
        throw new Refusal('access_denied', 'You cannot reset your own authenticator app; ask another admin.');
      await requireFirst(context);
      await accounts.resetMfa((await find(userId)).id);
      const reply = { status: 204 as const };
      await users.noteDone(context.record(reply));
      return reply;
    },
  };
};
