/** Sign-in of users: `@northwind/sdk/cognito`. */
export { cognitoUsers, type CognitoUsers } from './cognito-users.ts';
export type { CognitoUsersOptions } from './options.ts';
export type { RedirectSignInOptions } from './hosted-ui.ts';
export type { UserSession } from './session.ts';
export type { NewPasswordStep, SignedInStep, SignInStep, TotpSetupStep, TotpStep } from './sign-in-steps.ts';
export { memoryStorage, type SessionStorage } from './storage.ts';
export { SignInError, isSignInError } from '../errors/sign-in-error.ts';
