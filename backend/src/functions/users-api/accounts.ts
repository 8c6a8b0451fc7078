/** The accounts of the user pool (AWS, "Amazon Cognito user pools API", the page of each `Admin…` action). */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  InvalidParameterException,
  UnsupportedUserStateException,
  UserNotFoundException,
  UsernameExistsException,
  type AttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Group } from '../../domain/principal.ts';
import { invalidInput, Refusal } from '../../domain/refusal.ts';
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
  addToGroup(sub: string, group: Group): Promise<void>;
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

    async addToGroup(Username, GroupName) {
      const { UserPoolId, client } = pool();
      await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    },

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
