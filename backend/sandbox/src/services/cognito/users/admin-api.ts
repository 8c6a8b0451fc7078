/**
 * The actions of the user pools API by which a program with AWS credentials keeps the pool's accounts. AWS: "Amazon Cognito user pools
 * API", one page for each action; the pool is one that has `email` as its user name (AWS, "Customizing sign-in attributes").
 */
import { randomUUID } from 'node:crypto';
import type { TokenIssuer } from '../access-token.ts';
import { clientSecretActions } from '../client-secrets-api.ts';
import { generatePassword } from './passwords.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import { ServiceError } from './service-error.ts';
import type { PoolUser, UserDirectory } from './user-directory.ts';
import type { Action } from './user-pools-api.ts';

/** The mail by which a user learns the temporary password. */
export interface Invitation {
  readonly email: string;
  readonly temporaryPassword: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

export interface AdminApiOptions {
  readonly directory: UserDirectory;
  readonly refreshTokens: RefreshTokens;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Groups of the pool. */
  readonly groups: readonly string[];
  readonly invited: (invitation: Invitation) => void;
}

/** As `temporary_password_validity_days` of the deployed pool. */
const invitationMs = 3 * 86_400_000;

export function createAdminApi(options: AdminApiOptions): Readonly<Record<string, Action>> {
  const { directory, refreshTokens, now, groups, invited } = options;

  /** Accounts are made one after the other: of two calls for one address the second finds what the first has made. */
  let turn: Promise<unknown> = Promise.resolve();

  const find = (input: Readonly<Record<string, unknown>>): PoolUser => {
    const user = directory.find(String(input['Username']));
    if (!user) throw new ServiceError('UserNotFoundException', 'User does not exist.');
    return user;
  };

  const existing = (name: unknown): string => {
    const group = groups.find((each) => each === name);
    if (group === undefined) throw new ServiceError('ResourceNotFoundException', 'Group not found.');
    return group;
  };

  /** A new temporary password, and the mail about it. */
  const invite = (email: string) => {
    const temporaryPassword = generatePassword();
    const sentAt = now();
    return {
      temporaryPassword,
      temporaryUntil: sentAt + invitationMs,
      send: () => invited({ email, temporaryPassword, sentAt }),
    };
  };

  const resend = async (user: PoolUser): Promise<PoolUser> => {
    if (user.status !== 'FORCE_CHANGE_PASSWORD')
      throw new ServiceError(
        'UnsupportedUserStateException',
        'Resend not possible. User status is not FORCE_CHANGE_PASSWORD',
      );
    const { temporaryPassword, temporaryUntil, send } = invite(user.attributes['email'] ?? '');
    const password = await directory.verifierFor(user, temporaryPassword);
    const changed = await directory.change(user.sub, { password, temporaryUntil });
    send();
    return changed;
  };

  const create = (email: string, verified: string): Promise<PoolUser> => {
    if (!/^[^\s@]+@[^\s@]+$/.test(email))
      throw new ServiceError('InvalidParameterException', 'Username should be an email.');
    const made = turn.then(() => createUnlessThere(email, verified));
    turn = made.catch(() => undefined);
    return made;
  };

  const createUnlessThere = async (email: string, verified: string): Promise<PoolUser> => {
    if (directory.find(email))
      throw new ServiceError('UsernameExistsException', 'An account with the given email already exists.');
    const { temporaryPassword, temporaryUntil, send } = invite(email);
    const sub = randomUUID();
    const user = await directory.create({
      username: sub,
      sub,
      password: temporaryPassword,
      temporaryUntil,
      status: 'FORCE_CHANGE_PASSWORD',
      attributes: { email, email_verified: verified },
    });
    send();
    return user;
  };

  const actions: Readonly<Record<string, Action>> = {
    async AdminCreateUser(input) {
      if (input['MessageAction'] === 'RESEND')
        return { User: describe(await resend(find(input)), 'Attributes') };
      const verified = attributesOf(input['UserAttributes'])['email_verified'] ?? 'false';
      return { User: describe(await create(String(input['Username']), verified), 'Attributes') };
    },

    AdminGetUser: async (input) => describe(find(input), 'UserAttributes'),

    async AdminAddUserToGroup(input) {
      const user = find(input);
      const group = existing(input['GroupName']);
      await directory.change(user.sub, { groups: [...new Set([...user.groups, group])] });
      return {};
    },

    AdminListGroupsForUser: async (input) => ({
      Groups: find(input).groups.map((GroupName) => ({ GroupName, UserPoolId: input['UserPoolId'] })),
    }),

    async AdminRemoveUserFromGroup(input) {
      const user = find(input);
      const group = existing(input['GroupName']);
      await directory.change(user.sub, { groups: user.groups.filter((other) => other !== group) });
      return {};
    },

    async AdminDeleteSoftwareToken(input) {
      await directory.change(find(input).sub, { totpSecret: undefined });
      return {};
    },

    async AdminUserGlobalSignOut(input) {
      await refreshTokens.revokeUser(find(input).sub);
      return {};
    },

    async AdminDeleteUser(input) {
      const user = find(input);
      await directory.remove(user);
      await refreshTokens.revokeUser(user.sub);
      return {};
    },
  };
  return Object.fromEntries(
    Object.entries({ ...actions, ...clientSecretActions }).map(([name, action]) => [name, ofPool(action)]),
  );
}

const ofPool =
  (action: Action): Action =>
  (input, issuer: TokenIssuer) => {
    if (input['UserPoolId'] !== issuer.pool.id)
      throw new ServiceError(
        'ResourceNotFoundException',
        `User pool ${String(input['UserPoolId'])} does not exist.`,
      );
    return action(input, issuer);
  };

const describe = ({ username, sub, attributes, status }: PoolUser, attributeList: string): object => ({
  Username: username,
  Enabled: true,
  UserStatus: status,
  [attributeList]: Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value })),
});

const attributesOf = (list: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (Array.isArray(list) ? (list as readonly { Name?: unknown; Value?: unknown }[]) : []).map((each) => [
      String(each?.Name),
      String(each?.Value),
    ]),
  );
