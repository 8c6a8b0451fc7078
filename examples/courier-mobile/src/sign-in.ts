import { cognitoUsers, type SignInStep, type UserSession } from '@northwind/sdk/cognito';
import { Secret, TOTP } from 'otpauth';

function setting(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`The environment variable ${name} is not set; the sandbox's --env-file writes it.`);
  return value;
}

/** Signs the courier of NORTHWIND_COURIER_* in, by password (SRP) and the code of an authenticator app. */
export async function signIn(): Promise<UserSession> {
  const users = cognitoUsers({
    userPoolId: setting('NORTHWIND_USER_POOL_ID'),
    clientId: setting('NORTHWIND_MOBILE_CLIENT_ID'),
    endpoint: setting('NORTHWIND_COGNITO_URL'),
  });
  let step: SignInStep = await users.signIn(
    setting('NORTHWIND_COURIER_USERNAME'),
    setting('NORTHWIND_COURIER_PASSWORD'),
  );
  if (step.step === 'totp') step = await step.confirm(authenticatorCode());
  if (step.step !== 'signed-in') throw new Error(`this program cannot answer the step "${step.step}"`);
  return step.session;
}

/** What the courier would read off their authenticator app. */
function authenticatorCode(): string {
  return new TOTP({ secret: Secret.fromBase32(setting('NORTHWIND_COURIER_TOTP_SECRET')) }).generate();
}
