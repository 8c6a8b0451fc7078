/** The accounts of the user pool (AWS, "Amazon Cognito user pools API", the page of each `Admin…` action). */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteSoftwareTokenCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  InvalidParameterException,
  UnsupportedUserStateException,
  UserNotFoundException,
  UsernameExistsException,
  type AttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Group } from '../../domain/principal.ts';
import { invalidInput, notFound, Refusal } from '../../domain/refusal.ts';
import { scopesByGroup } from '../../generated/manifest.ts';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';

export interface Accounts {
  /**
   * The account of an email address, which is invited if it is new. One that is there already is left as it is: what made it may have
   * failed half way.
   *
   * @returns its `sub`
   */
  ensure(email: string): Promise<string>;
  /**
   * Puts an account into these groups and out of every other one of the contract's.
   *
   * @throws Refusal `not_found` when there is no such account
   */
  setGroups(sub: string, groups: readonly Group[]): Promise<void>;
  /**
   * Forgets the authenticator app, and ends every sign-in: the phone that is lost has one.
   *
   * @throws Refusal `not_found` when there is no such account
   */
  resetMfa(sub: string): Promise<void>;
  /** @throws Refusal `user_active` when the user has chosen a password */
  inviteAgain(email: string): Promise<void>;
  /** Deletes an account, if it is there. */
  delete(sub: string): Promise<void>;
}

const subOf = (attributes: readonly AttributeType[] | undefined): string => {
  const sub = attributes?.find(({ Name }) => Name === 'sub')?.Value;
  if (sub === undefined) throw new Error('The user pool returned an account without a sub.');
  return sub;
};

const groupNames = Object.keys(scopesByGroup) as Group[];

/** Does what needs the account to be there. */
const ofAccount = async <Result>(sub: string, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserNotFoundException ? notFound('user', sub) : error;
  }
};

export const connectAccounts = (
  traced: (client: CognitoIdentityProviderClient) => CognitoIdentityProviderClient,
): Accounts => {
  const pool = lazily(() => {
    const UserPoolId = requiredVariable('USER_POOL_ID');
    const client = new CognitoIdentityProviderClient({
      // The pool is in one Region, this function in two: a pool's id begins with its Region.
      region: UserPoolId.slice(0, UserPoolId.indexOf('_')),
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
    });
    return { UserPoolId, client: traced(client) };
  });

  return {
    async ensure(email) {
      const { UserPoolId, client } = pool();
      try {
        const { User } = await client.send(
          new AdminCreateUserCommand({
            UserPoolId,
            Username: email,
            UserAttributes: [
              { Name: 'email', Value: email },
              // The invitation goes there, so whoever has its password has the address.
              { Name: 'email_verified', Value: 'true' },
            ],
            DesiredDeliveryMediums: ['EMAIL'],
          }),
        );
        return subOf(User?.Attributes);
      } catch (error) {
        if (error instanceof InvalidParameterException)
          throw invalidInput('/email', 'is not an address that the user pool accepts');
        if (!(error instanceof UsernameExistsException)) throw error;
        const { UserAttributes } = await client.send(
          new AdminGetUserCommand({ UserPoolId, Username: email }),
        );
        return subOf(UserAttributes);
      }
    },

    setGroups: (Username, groups) =>
      ofAccount(Username, async () => {
        const { UserPoolId, client } = pool();
        const { Groups = [] } = await client.send(
          new AdminListGroupsForUserCommand({ UserPoolId, Username }),
        );
        const current = groupNames.filter((group) => Groups.some(({ GroupName }) => GroupName === group));
        // What is taken away first: who is stopped half way may do less than is meant, not more.
        for (const GroupName of current.filter((group) => !groups.includes(group)))
          await client.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName }));
        for (const GroupName of groups.filter((group) => !current.includes(group)))
          await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
      }),

    resetMfa: (Username) =>
      ofAccount(Username, async () => {
        const { UserPoolId, client } = pool();
        // AdminSetUserMFAPreference would not do: it resets no TOTP, and where the pool requires MFA the old app is asked for on. After
        // this the next sign-in is answered MFA_SETUP ("API_AdminDeleteSoftwareToken").
        await client.send(new AdminDeleteSoftwareTokenCommand({ UserPoolId, Username }));
        await client.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username }));
      }),

    async inviteAgain(email) {
      const { UserPoolId, client } = pool();
      try {
        await client.send(
          new AdminCreateUserCommand({
            UserPoolId,
            Username: email,
            MessageAction: 'RESEND',
            DesiredDeliveryMediums: ['EMAIL'],
          }),
        );
      } catch (error) {
        if (!(error instanceof UnsupportedUserStateException)) throw error;
        throw new Refusal('user_active', `${email} has chosen a password already.`);
      }
    },

    async delete(Username) {
      const { UserPoolId, client } = pool();
      try {
        await client.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
      } catch (error) {
        if (!(error instanceof UserNotFoundException)) throw error;
      }
    },
  };
};
