/**
 * The user pool as data: what its passwords must be, how long its clients' tokens live, where the sign-in pages may return to. The
 * sandbox makes its pool from it and Terraform reads it as JSON, so the two cannot differ.
 */
import type { Group } from '../generated/manifest.ts';

/** As Cognito names it: "PasswordPolicyType" of the user pools API. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requireLowercase: boolean;
  readonly requireUppercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
}

/** `ON` asks everybody for a code of their authenticator app, `OPTIONAL` those who set one up. Cognito's own words. */
export type MfaConfiguration = 'ON' | 'OPTIONAL';

/** An app client for people. It has no secret: SRP inside the app, authorization code with PKCE on the sign-in pages. */
export interface UserClient {
  readonly displayName: string;
  readonly accessTokenMinutes: number;
  /** How long somebody stays signed in. */
  readonly refreshTokenHours: number;
  /** Where the sign-in pages may return to, in every environment; a dashboard's own address is added where it is known. */
  readonly callbackUrls: readonly string[];
  /** The same, on a developer's machine: in the sandbox and in the environment `dev` only. */
  readonly developmentCallbackUrls: readonly string[];
}

export interface UserPoolDefinition {
  readonly passwordPolicy: PasswordPolicy;
  /** Last passwords that nobody may take again. */
  readonly passwordHistorySize: number;
  readonly temporaryPasswordDays: number;
  readonly mfa: MfaConfiguration;
  /** The same in the sandbox and in the environment `dev`, where programs sign in unattended. */
  readonly developmentMfa: MfaConfiguration;
  readonly usernameCaseSensitive: boolean;
  /** What a client for people may ask for; the API's own scopes follow from the user's groups. */
  readonly userClientScopes: readonly string[];
  readonly userClients: Readonly<Record<'mobile' | 'web', UserClient>>;
  /**
   * How long a refresh token that was rotated is still taken, for a response that was lost on the way; 60 s at most. The SDK has
   * repeated a refresh by then.
   */
  readonly refreshGraceSeconds: number;
  readonly partnerClient: { readonly accessTokenMinutes: number };
  /** Lower wins where somebody is in two groups. */
  readonly groupPrecedence: Readonly<Record<Group, number>>;
}

export const userPool: UserPoolDefinition = {
  passwordPolicy: {
    minimumLength: 14,
    requireLowercase: true,
    requireUppercase: true,
    requireNumbers: true,
    requireSymbols: false,
  },
  passwordHistorySize: 5,
  temporaryPasswordDays: 3,
  mfa: 'ON',
  developmentMfa: 'OPTIONAL',
  usernameCaseSensitive: false,
  userClientScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
  // Couriers keep their phone for weeks; a browser on a desk is signed in for a day.
  userClients: {
    mobile: {
      displayName: 'Northwind Courier',
      accessTokenMinutes: 60,
      refreshTokenHours: 30 * 24,
      callbackUrls: ['northwind-courier://sign-in'],
      developmentCallbackUrls: [],
    },
    web: {
      displayName: 'Northwind Dashboard',
      accessTokenMinutes: 30,
      refreshTokenHours: 12,
      // `northwind login --browser`. Cognito takes no other http address, and compares the port too ("App client settings").
      callbackUrls: ['http://localhost:4019/callback'],
      developmentCallbackUrls: [
        'http://localhost:5173/',
        'http://localhost:5173/signed-in',
        'http://127.0.0.1:5173/',
      ],
    },
  },
  refreshGraceSeconds: 60,
  partnerClient: { accessTokenMinutes: 60 },
  groupPrecedence: { admin: 0, manager: 1, partner: 2, courier: 3 },
};
