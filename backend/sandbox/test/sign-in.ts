import { cognitoUsers, memoryStorage, type UserSession } from '@northwind/sdk/cognito';
import { Secret, TOTP } from 'otpauth';
import type { Sandbox, SandboxUser } from '../src/sandbox.ts';

/** Signs a person in by password, and by the code of their authenticator app where they have one. */
export async function sessionOf(sandbox: Sandbox, user: SandboxUser): Promise<UserSession> {
  const endpoint = new URL(sandbox.tokenUrl).origin;
  const pool = cognitoUsers({
    userPoolId: sandbox.userPoolId,
    clientId: sandbox.mobileClientId,
    endpoint,
    domain: endpoint,
    storage: memoryStorage(),
  });
  let step = await pool.signIn(user.username, user.password);
  if (step.step === 'totp')
    step = await step.confirm(new TOTP({ secret: Secret.fromBase32(user.totpSecret ?? '') }).generate());
  if (step.step !== 'signed-in') throw new Error(`the sign-in stands at ${step.step}`);
  return step.session;
}

/** As {@link sessionOf}: the access token alone, for a request without the SDK. */
export async function tokenOf(sandbox: Sandbox, user: SandboxUser): Promise<string> {
  return (await sessionOf(sandbox, user)).accessToken({
    rejected: undefined,
    tokenUrl: '',
    postForm: () => Promise.reject(new Error('unused')),
  });
}
