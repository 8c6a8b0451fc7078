import { isSignInError, type CognitoUsers, type SignInStep, type UserSession } from '@northwind/sdk/cognito';
import { usersOf } from '../credentials/identity.ts';
import type { Profile, UserSettings } from '../credentials/profile.ts';
import type { ProfileStore } from '../credentials/profile-store.ts';
import { settingsFromEnv } from '../credentials/settings.ts';
import { CliError } from '../errors.ts';
import { write, type Io } from '../io.ts';
import { readVariables, type LoginOptions } from './login-client.ts';
import { receiveRedirect } from './loopback.ts';
import { createPrompter, type Prompter } from './prompt.ts';

export interface UserLoginOptions extends LoginOptions {
  readonly user?: string;
  readonly browser?: boolean;
  readonly port?: string;
  readonly userPoolId?: string;
  readonly domain?: string;
}

/** Signs a person in, and keeps their session in the profile. */
export async function loginUser(
  io: Io,
  store: ProfileStore,
  name: string,
  options: UserLoginOptions,
): Promise<UserSession> {
  const variables = await readVariables(io, options.from);
  const { environment, restUrl, tokenUrl, graphqlUrl } = settingsFromEnv(variables);
  const user: UserSettings = {
    userPoolId: required('--user-pool-id', options.userPoolId ?? variables['NORTHWIND_USER_POOL_ID']),
    clientId: required('--client-id', options.clientId ?? variables['NORTHWIND_WEB_CLIENT_ID']),
    endpoint: variables['NORTHWIND_COGNITO_URL'] || undefined,
    domain: options.domain ?? (variables['NORTHWIND_AUTH_DOMAIN'] || undefined),
  };
  const addresses =
    options.environment === undefined
      ? { environment, restUrl, tokenUrl, graphqlUrl }
      : { environment: options.environment };
  const before = await store.read(name);
  // The sign-in itself is kept there while the person is on the sign-in page.
  const profile: Profile = { ...addresses, user };
  await store.write(name, profile);
  try {
    const users = usersOf(store, name, profile, user);
    return await (options.browser ? byBrowser(io, users, options.port) : byPassword(io, users, options.user));
  } catch (error) {
    // A sign-in that failed takes nobody's place.
    if (before) await store.write(name, before);
    else await store.remove(name);
    throw error;
  }
}

function required(flag: string, value: string | undefined): string {
  if (value) return value;
  throw new CliError(
    `To sign a person in, give ${flag} (or NORTHWIND_USER_POOL_ID and NORTHWIND_WEB_CLIENT_ID); Northwind tells you both.`,
  );
}

/** Where the browser returns to; the user pool has this port of localhost registered, and no other. */
export const DEFAULT_PORT = '4019';

async function byBrowser(io: Io, users: CognitoUsers, port = DEFAULT_PORT): Promise<UserSession> {
  const session = await receiveRedirect(io, port, {
    begin: (redirectUri) => users.redirectUrl({ redirectUri }),
    finish: (url) => users.fromRedirect(url),
  });
  return session;
}

async function byPassword(io: Io, users: CognitoUsers, username: string | undefined): Promise<UserSession> {
  const prompter = createPrompter(io);
  try {
    const name = username ?? (await prompter.ask('User name'));
    let step = await users.signIn(name, await prompter.ask('Password', { hidden: true }));
    while (step.step !== 'signed-in') step = await nextStep(io, prompter, step);
    return step.session;
  } finally {
    prompter.close();
  }
}

async function nextStep(
  io: Io,
  prompter: Prompter,
  step: Exclude<SignInStep, { step: 'signed-in' }>,
): Promise<SignInStep> {
  try {
    if (step.step === 'new-password')
      return await step.setPassword(await prompter.ask('Choose a password', { hidden: true }));
    if (step.step === 'totp') return await step.confirm(await prompter.ask('Code of your authenticator app'));
    return await step.confirm(await prompter.ask(`Add ${step.secret} to your authenticator app; its code`));
  } catch (error) {
    // A wrong code, a weak password: a person may try again, a script has no other.
    if (!io.stdin.isTTY || !isSignInError(error) || error.reason === 'NotAuthorizedException') throw error;
    await write(io.stderr, `${error.message}\n`);
    return step;
  }
}
