import { cognitoUsers, isSignInError, type UserSession } from '@northwind/sdk/cognito';

const users = cognitoUsers({
  userPoolId: process.env['NORTHWIND_USER_POOL_ID']!, // e.g. eu-central-1_Ab1Cd2Ef3
  clientId: process.env['NORTHWIND_MOBILE_CLIENT_ID']!,
  endpoint: process.env['NORTHWIND_COGNITO_URL']!, // of the sandbox; left out, the pool's region says it
  // storage: localStorage in a page, AsyncStorage in React Native; default: memory
});

/** Signs a user in, or finds them signed in. `ask` shows the question and returns what the user types. */
export async function signIn(ask: (question: string) => Promise<string>): Promise<UserSession> {
  const kept = await users.restore();
  if (kept) return kept;
  let step = await users.signIn(await ask('User name'), await ask('Password'));
  while (step.step !== 'signed-in') {
    try {
      if (step.step === 'new-password') step = await step.setPassword(await ask('Choose a password'));
      else if (step.step === 'totp') step = await step.confirm(await ask('Code of your authenticator app'));
      else step = await step.confirm(await ask(`Add ${step.secret} to your authenticator app; its code`));
    } catch (error) {
      if (!isSignInError(error) || error.reason === 'NotAuthorizedException') throw error;
      console.warn(error.reason); // a wrong code, a weak password: ask again
    }
  }
  return step.session;
}
