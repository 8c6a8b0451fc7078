import { Northwind } from '@northwind/sdk';
import { cognitoUsers, isSignInError, type UserSession } from '@northwind/sdk/cognito';

const users = cognitoUsers({
  userPoolId: 'eu-central-1_Ab1Cd2Ef3',
  clientId: 'your-app-client',
  storage: localStorage,
});

async function signIn(ask: (question: string) => Promise<string>): Promise<UserSession> {
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

// When the app starts: whoever is still signed in, else the sign-in.
const session = (await users.restore()) ?? (await signIn(async (question) => prompt(question) ?? ''));
const northwind = new Northwind({ environment: 'production', auth: session });
console.log(session.claims['email'], await northwind.lockers.list());
