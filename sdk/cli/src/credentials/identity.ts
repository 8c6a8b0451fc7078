import { clientCredentials, ConnectionError, type Scope, type TokenSource } from '@northwind/sdk';
import { cognitoUsers, type CognitoUsers, type UserSession } from '@northwind/sdk/cognito';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { environments, type EnvironmentName } from '../generated/environments.ts';
import type { Io } from '../io.ts';
import { keepToken } from './kept-token.ts';
import type { Profile, UserSettings } from './profile.ts';
import { profileStore, type ProfileStore } from './profile-store.ts';
import { sessionStorageOf } from './session-storage.ts';
import { settingsFromEnv, type Settings } from './settings.ts';

/** Who a command acts as. */
export interface Identity {
  readonly settings: Settings;
  readonly auth: TokenSource;
  /** Where it comes from, for people: `the environment`, or the profile. */
  readonly source: string;
  readonly profileName?: string | undefined;
  /** Whether the profile is a person's; `session` is there while they are signed in. */
  readonly isPerson?: boolean;
  readonly session?: UserSession | undefined;
}

export interface ProfileOption {
  readonly profile?: string;
}

export const profileNameOf = ({ profile }: ProfileOption, env: Io['env']): string =>
  profile ?? (env['NORTHWIND_PROFILE'] || 'default');

/**
 * Who a command acts as: the profile that `--profile` names; else what the environment says, whole, so that no secret goes to a
 * server that it was not meant for; else the profile of NORTHWIND_PROFILE, or `default`.
 */
export async function identify(io: Io, options: ProfileOption): Promise<Identity> {
  const fromEnv = settingsFromEnv(io.env);
  const { clientId, accessToken, restUrl, environment } = fromEnv;
  if (options.profile === undefined && (clientId ?? accessToken ?? restUrl ?? environment) !== undefined)
    return { settings: fromEnv, auth: clientAuth(fromEnv), source: 'the environment' };
  const name = profileNameOf(options, io.env);
  const store = profileStore(io.env);
  const profile = await store.read(name);
  if (profile) return fromProfile(store, name, profile);
  if (options.profile !== undefined)
    throw new CliError(
      `There is no profile '${name}': \`northwind login --profile ${name}\` makes it.`,
      exitCodes.authentication,
    );
  return { settings: {}, auth: nobody, source: 'nothing' };
}

async function fromProfile(store: ProfileStore, name: string, profile: Profile): Promise<Identity> {
  const named = { settings: profile, source: `the profile '${name}'`, profileName: name };
  if (!profile.user) return { ...named, auth: keepToken(clientAuth(profile), store, name) };
  const session = await usersOf(store, name, profile, profile.user).restore();
  return { ...named, auth: session ?? nobodyOf(name), isPerson: true, session };
}

/** Signs people in and out whose session is kept in a profile. */
export const usersOf = (
  store: ProfileStore,
  name: string,
  profile: Profile,
  { userPoolId, clientId, endpoint, domain }: UserSettings,
): CognitoUsers =>
  cognitoUsers({
    userPoolId,
    clientId,
    endpoint,
    domain,
    storage: sessionStorageOf(store, name, profile),
  });

export function clientAuth({ accessToken, clientId, clientSecret, scopes }: Settings): TokenSource {
  if (accessToken !== undefined) return { accessToken: () => accessToken };
  if (clientId === undefined || clientSecret === undefined) return nobody;
  return clientCredentials({
    clientId,
    clientSecret,
    scopes: scopes?.split(/[\s,]+/) as Scope[] | undefined,
  });
}

const refusing = (message: string): TokenSource => ({
  accessToken() {
    throw new CliError(message, exitCodes.authentication);
  },
});

const nobody = refusing(
  'Not signed in: run `northwind login`, or set NORTHWIND_CLIENT_ID, NORTHWIND_CLIENT_SECRET and NORTHWIND_API_KEY.',
);

/** How the person of a profile signs in again. */
export const personLogin = (profile: string): string =>
  `\`northwind login --profile ${profile} --browser\`, or \`--user <name>\` in its place`;

const nobodyOf = (profile: string): TokenSource =>
  refusing(`The person of the profile '${profile}' is not signed in any more: ${personLogin(profile)}.`);

/** Where the calls of such settings go. @throws CliError */
export function urlsOf(settings: Settings): { restUrl: string; tokenUrl?: string; graphqlUrl?: string } {
  const { environment = 'production', restUrl, tokenUrl, graphqlUrl } = settings;
  if (restUrl !== undefined)
    return { restUrl, ...(tokenUrl && { tokenUrl }), ...(graphqlUrl && { graphqlUrl }) };
  if (Object.hasOwn(environments, environment)) return environments[environment as EnvironmentName];
  throw new CliError(
    `There is no environment '${environment}'; there are ${Object.keys(environments).join(', ')}.`,
  );
}

/** A token that is good now. */
export async function accessTokenOf({
  settings,
  auth,
}: Pick<Identity, 'settings' | 'auth'>): Promise<string> {
  const { tokenUrl = '' } = urlsOf(settings);
  return auth.accessToken({
    tokenUrl,
    async postForm(url, form, headers) {
      const body = new URLSearchParams(form);
      const answer = await fetch(url, { method: 'POST', body, headers: { ...headers } }).catch(
        (error: unknown) => {
          throw new ConnectionError('token', url, error);
        },
      );
      const requestId = answer.headers.get('x-request-id') ?? undefined;
      return { status: answer.status, body: await answer.text(), requestId };
    },
  });
}
