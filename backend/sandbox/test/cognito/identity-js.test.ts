/**
 * The SDK signs in by SRP without a library. What it must send is what AWS's own library sends: both prove the same passwords to the same
 * pool, which knows neither of them.
 */
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { cognitoUsers, memoryStorage } from '@northwind/sdk/cognito';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox, type SandboxUser } from '../../src/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterAll(() => sandbox.close());

/** Signs in by amazon-cognito-identity-js. Resolves to the user's `sub`, or to the code of the refusal. */
function byLibrary(username: string, password: string): Promise<string> {
  const { mobileClientId: ClientId, userPoolId: UserPoolId, tokenUrl } = sandbox;
  const pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint: new URL(tokenUrl).origin });
  const user = new CognitoUser({ Username: username, Pool: pool });
  return new Promise((resolve) => {
    user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
      onSuccess: (session) => resolve(String(session.getIdToken().payload['sub'])),
      onFailure: ({ code, message }: { code?: string; message: string }) => resolve(code ?? message),
    });
  });
}

/** Signs in by the SDK, told in the same way. */
async function bySdk(username: string, password: string): Promise<string> {
  const { mobileClientId: clientId, userPoolId, tokenUrl } = sandbox;
  const endpoint = `${new URL(tokenUrl).origin}/`;
  const users = cognitoUsers({ userPoolId, clientId, endpoint, storage: memoryStorage() });
  try {
    const step = await users.signIn(username, password);
    return step.step === 'signed-in' ? String(step.session.claims['sub']) : step.step;
  } catch (error) {
    return (error as { reason: string }).reason;
  }
}

it('signs in whom amazon-cognito-identity-js signs in, and refuses whom it refuses', async () => {
  const manager = sandbox.users.find(({ groups }) => groups.includes('manager'));
  const { username, password, sub } = manager as SandboxUser;
  expect(await byLibrary(username, password)).toBe(sub);
  expect(await bySdk(username, password)).toBe(sub);
  for (const wrong of [`${password} `, password.toUpperCase(), 'pässwörd', '']) {
    const refusal = await byLibrary(username, wrong);
    expect(refusal).toBe('NotAuthorizedException');
    expect(await bySdk(username, wrong)).toBe(refusal);
  }
});
