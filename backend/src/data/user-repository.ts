/** Users as admins edit them. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Group, User } from '../domain/principal.ts';
import { userIndex, userIndexPartition } from './index-keys.ts';
import { entityOf, userItem } from './items.ts';
import { userKey } from './keys.ts';
import { queryPage, type Page, type PageRequest } from './page.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import { isPresent, isVersion, putNew, type Check, type Write } from './writes.ts';

/** Label of the write that a user who is there already stops. */
export const USER_LABEL = 'user';

/** Label of the check that somebody is an admin. */
export const ADMIN_LABEL = 'admin';

/**
 * Holds while this user is an admin: two who take the group from each other do not both succeed, since transactions are serializable
 * ("Amazon DynamoDB Transactions: How it works"). Not for the user whom the transaction writes: it takes one action on an item.
 */
export const isAdmin = (sub: string): Check => ({
  kind: 'check',
  label: ADMIN_LABEL,
  key: userKey(sub),
  conditions: [{ attribute: 'groups', is: 'containing', value: 'admin' }],
});

export interface UserFilter {
  /** In lower case. */
  readonly email?: string | undefined;
  readonly group?: Group | undefined;
}

export const userRepository = (table: TableClient) => ({
  async find(sub: string): Promise<User | undefined> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: userKey(sub), ConsistentRead: true }),
    );
    return Item && entityOf<User>(Item);
  },

  async list({ email, group }: UserFilter, request: PageRequest): Promise<Page<User>> {
    const page = await queryPage(
      table,
      {
        index: userIndex,
        partition: userIndexPartition(),
        ...(email === undefined ? {} : { from: email, to: email }),
        conditions: group === undefined ? [] : [{ attribute: 'groups', is: 'containing', value: group }],
      },
      request,
    );
    return { ...page, items: page.items.map((item) => entityOf<User>(item)) };
  },

  insert: (user: User, record: readonly Write[]): Promise<void> =>
    transact(table, [putNew(USER_LABEL, userItem(user)), ...record]),

  /**
   * Writes what admins edit.
   *
   * @param others - what else is written or has to hold
   */
  async update(user: User, others: readonly (Write | Check)[]): Promise<void> {
    const { id, name, groups, buildings, partnerId, updatedAt, version } = user;
    await transact(table, [
      {
        kind: 'update',
        label: USER_LABEL,
        key: userKey(id),
        set: {
          name,
          groups,
          buildings,
          ...(partnerId === undefined ? {} : { partnerId }),
          updatedAt,
          version,
        },
        conditions: [isVersion(version - 1)],
      },
      ...others,
    ]);
  },

  /** Notes an invitation. Nobody edits that, so it makes no new version. */
  async invited({ id }: User, invitedAt: string, record: readonly Write[]): Promise<void> {
    await transact(table, [
      { kind: 'update', label: USER_LABEL, key: userKey(id), set: { invitedAt }, conditions: [isPresent] },
      ...record,
    ]);
  },

  /** Notes that something was done to the account, for a repetition of the call; the item does not change. */
  async noteDone(record: readonly Write[]): Promise<void> {
    if (record.length > 0) await transact(table, record);
  },

  async remove({ id, version }: User, record: readonly Write[]): Promise<void> {
    await transact(table, [
      { kind: 'delete', label: USER_LABEL, key: userKey(id), conditions: [isVersion(version)] },
      ...record,
    ]);
  },
});

export type UserRepository = ReturnType<typeof userRepository>;
