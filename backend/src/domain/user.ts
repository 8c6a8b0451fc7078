/** People: whom an admin invites, and what may be changed about them. */
import type { Caller, Group, User } from './principal.ts';
import { invalidInput, Refusal } from './refusal.ts';

export interface UserInput {
  readonly email: string;
  readonly name: string;
  readonly groups: readonly Group[];
  readonly buildings?: readonly string[];
  readonly partnerId?: string;
}

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

/** The form in which an email address is kept and looked for: the user pool takes no notice of its case either. */
export const emailKey = (email: string): string => email.toLowerCase();

/** Whoever is to see a partner's deliveries has to be told whose. Judged before an account is made. */
export const requirePartner = ({ groups, partnerId }: Pick<UserInput, 'groups' | 'partnerId'>): void => {
  if (groups.includes('partner') && partnerId === undefined)
    throw invalidInput('/partnerId', 'is required for the group partner');
};

/** @param id - of the account, its `sub` in the user pool */
export const newUser = (
  id: string,
  { email, name, groups, buildings = [], partnerId }: UserInput,
  now: string,
): User => ({
  id,
  email: emailKey(email),
  name,
  groups: distinct(groups),
  buildings: distinct(buildings),
  ...(partnerId === undefined ? {} : { partnerId }),
  invitedAt: now,
  createdAt: now,
  updatedAt: now,
  version: 1,
});

export interface UserChange {
  readonly name?: string;
  readonly groups?: readonly Group[];
  readonly buildings?: readonly string[];
  readonly partnerId?: string;
}

export const changeUser = (
  user: User,
  { name, groups, buildings, partnerId }: UserChange,
  now: string,
): User => ({
  ...user,
  ...(name === undefined ? {} : { name }),
  ...(groups === undefined ? {} : { groups: distinct(groups) }),
  ...(buildings === undefined ? {} : { buildings: distinct(buildings) }),
  ...(partnerId === undefined ? {} : { partnerId }),
  updatedAt: now,
  version: user.version + 1,
});

/**
 * The first step of deleting somebody: from here on the user may do nothing, and whoever repeats the deletion completes it. No other
 * user is without groups.
 */
export const leavingUser = (user: User, now: string): User => ({
  ...user,
  groups: [],
  updatedAt: now,
  version: user.version + 1,
});

export const isLeaving = ({ groups }: User): boolean => groups.length === 0;

/**
 * The last admin cannot be one who left by mistake: an admin is taken from the group by another one only.
 *
 * @throws Refusal `access_denied`
 */
export const requireOwnAdmin = (caller: Caller, id: string, groups: readonly Group[]): void => {
  if (caller.subject === id && caller.groups.includes('admin') && !groups.includes('admin'))
    throw new Refusal('access_denied', 'You cannot take the group admin from yourself; ask another admin.');
};

/** Whether the change takes an admin from the group. */
export const endsAdmin = (before: User, after: User): boolean =>
  before.groups.includes('admin') && !after.groups.includes('admin');

/** Whose token still says so. */
export const noAdminAnyMore = (): Refusal =>
  new Refusal(
    'access_denied',
    'You are not, or no longer, an admin in the list of users, so you cannot change who is one.',
  );

export const userExists = (email: string): Refusal =>
  new Refusal('user_exists', `There is a user with the email address ${emailKey(email)}.`);
