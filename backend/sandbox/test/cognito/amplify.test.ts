/** aws-amplify 6 signs people in at the sandbox's user pool as it does on AWS: only its endpoint is another. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import {
  confirmSignIn,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  signIn,
  signOut,
} from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { Secret, TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox, type SandboxUser } from '../../src/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  // What NODE_EXTRA_CA_CERTS does for a whole process.
  setDefaultCACertificates([...getCACertificates('default'), sandbox.certificate]);
  const kept = new Map<string, string>();
  cognitoUserPoolsTokenProvider.setKeyValueStorage({
    setItem: async (key, value) => void kept.set(key, value),
    getItem: async (key) => kept.get(key) ?? null,
    removeItem: async (key) => void kept.delete(key),
    clear: async () => kept.clear(),
  });
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: sandbox.userPoolId,
        userPoolClientId: sandbox.mobileClientId,
        userPoolEndpoint: new URL(sandbox.tokenUrl).origin,
      },
    },
    API: {
      GraphQL: {
        endpoint: sandbox.graphqlUrl.replace('http:', 'https:'),
        region: 'us-east-1',
        defaultAuthMode: 'userPool',
      },
    },
  });
});
afterAll(() => sandbox.close());
afterEach(() => signOut());

const inGroup = (group: string): SandboxUser =>
  sandbox.users.find(({ groups }) => groups.includes(group)) as SandboxUser;

/** What amplify-js gives for a subscription, as far as the test uses it. */
interface Observable {
  subscribe(observer: { next: (value: unknown) => void; error: (error: unknown) => void }): {
    unsubscribe(): void;
  };
}

/** Asks by Amplify's own client, which sends the token of the sign-in. */
const groups = () => generateClient().graphql({ query: '{ me { groups } }' });

describe('aws-amplify 6', () => {
  it('signs a manager in by SRP, refreshes with rotation, reads the attributes and signs out everywhere', async () => {
    const { username, password, sub } = inGroup('manager');
    expect(await signIn({ username, password })).toMatchObject({
      isSignedIn: true,
      nextStep: { signInStep: 'DONE' },
    });
    expect(await getCurrentUser()).toMatchObject({ username, userId: sub });
    const first = (await fetchAuthSession()).tokens;
    expect(await groups()).toMatchObject({ data: { me: { groups: ['MANAGER'] } } });
    const second = (await fetchAuthSession({ forceRefresh: true })).tokens;
    const third = (await fetchAuthSession({ forceRefresh: true })).tokens;
    expect(new Set([first, second, third].map((tokens) => String(tokens?.accessToken))).size).toBe(3);
    expect(await fetchUserAttributes()).toMatchObject({ sub, email_verified: 'true' });
    await signOut({ global: true });
    await expect(getCurrentUser()).rejects.toMatchObject({ name: 'UserUnAuthenticatedException' });
  });

  it('asks a courier for the code of their authenticator app, and again when it was wrong', async () => {
    const { username, password, totpSecret = '' } = inGroup('courier');
    const { nextStep } = await signIn({ username, password });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    const code = new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate();
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    await expect(confirmSignIn({ challengeResponse: wrong })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    expect(await confirmSignIn({ challengeResponse: code })).toMatchObject({ isSignedIn: true });
  });

  it('follows a locker of the building over wss://', async () => {
    const { username, password, buildings } = inGroup('manager');
    await signIn({ username, password });
    const query =
      'subscription On($buildingId: ID) { onLockerEvent(buildingId: $buildingId) { sequence type } }';
    const observable = generateClient().graphql({
      query,
      variables: { buildingId: buildings[0] },
    }) as unknown as Observable;
    const errors: unknown[] = [];
    const subscription = observable.subscribe({
      next: () => undefined,
      error: (error) => errors.push(error),
    });
    await expect.poll(() => sandbox.appsync.subscriptionCount).toBe(1);
    subscription.unsubscribe();
    await expect.poll(() => sandbox.appsync.subscriptionCount).toBe(0);
    expect(errors).toEqual([]);
  });

  it('tells a wrong password by its name', async () => {
    await expect(
      signIn({ username: inGroup('manager').username, password: 'Wrong-password-1' }),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException', message: 'Incorrect username or password.' });
  });
});
