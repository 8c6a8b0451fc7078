import type { Command } from 'commander';
import { addOutputOptions, addProfileOption, type CommonOptions } from '../common-options.ts';
import { claimsOf } from '../credentials/claims.ts';
import { accessTokenOf, identify, profileNameOf, urlsOf } from '../credentials/identity.ts';
import { profileStore } from '../credentials/profile-store.ts';
import { assertProfileName } from '../credentials/profile.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { addExamples } from '../help.ts';
import { write, type Io } from '../io.ts';
import { isFormatGiven } from '../output/format.ts';
import { printDone, printObject, printPages } from '../output/print.ts';
import { loginClient } from './login-client.ts';
import { DEFAULT_PORT, loginUser, type UserLoginOptions } from './login-user.ts';
import { describeIdentity } from './who.ts';

const LOGIN = `Keeps credentials in a profile, a file that only you may read.

Without an option a client signs in: its id, secret and API key come from NORTHWIND_* variables, from --from, or are asked for. A secret is never an argument, which other users of the machine could read. With --browser or --user a person signs in.`;

/** `login`, `logout`, `whoami`, `token`, `profiles` */
export function addAccountCommands(program: Command, io: Io): void {
  addLogin(program, io);
  const logout = program.command('logout').helpGroup('Signing in:');
  addExamples(
    addProfileOption(
      addOutputOptions(logout.description('Signs out: ends a person’s session, and deletes the profile.')),
    ),
    ['northwind logout', 'northwind logout --profile staging'],
  ).action(() => runLogout(io, logout.opts<CommonOptions>()));

  const whoami = program.command('whoami').helpGroup('Signing in:');
  addExamples(
    addProfileOption(
      addOutputOptions(
        whoami.description('Shows who you are: groups, scopes, expiry, and the claims of the token.'),
      ),
    ),
    ['northwind whoami', "northwind whoami --json | jq -r '.scopes[]'"],
  ).action(async () => {
    const options = whoami.opts<CommonOptions>();
    const identity = await describeIdentity(await identify(io, options));
    await printObject(io, options, identity);
  });

  const token = program.command('token').helpGroup('Signing in:');
  addExamples(
    addProfileOption(addOutputOptions(token.description('Prints an access token that is good now.'))),
    [
      'northwind token',
      'curl --header "authorization: Bearer $(northwind token)" --header "x-api-key: $NORTHWIND_API_KEY" https://api.northwind-lockers.example/v1/invoices',
    ],
  ).action(async () => {
    const options = token.opts<CommonOptions>();
    const accessToken = await accessTokenOf(await identify(io, options));
    if (!isFormatGiven(options)) return write(io.stdout, `${accessToken}\n`);
    const { exp } = claimsOf(accessToken);
    const expires = typeof exp === 'number' ? new Date(exp * 1000).toISOString() : undefined;
    return printObject(io, options, { accessToken, tokenType: 'Bearer', expires });
  });

  const profiles = program.command('profiles').helpGroup('Signing in:');
  addExamples(addOutputOptions(profiles.description('Lists the profiles, without their secrets.')), [
    'northwind profiles',
  ]).action(() => listProfiles(io, profiles.opts<CommonOptions>()));
}

function addLogin(program: Command, io: Io): void {
  const login = program.command('login').helpGroup('Signing in:');
  addProfileOption(addOutputOptions(login.summary('Keeps credentials in a profile.').description(LOGIN)))
    .option('--client-id <id>', 'The client, or the app client that a person signs in through.')
    .option(
      '--from <file>',
      'Reads NORTHWIND_* variables from a file such as the sandbox writes; - for standard input.',
    )
    .option('--environment <name>', '`production` (default) or `sandbox`.')
    .option(
      '--scopes <scopes>',
      'Scopes to ask for, separated by spaces. Default: all that the client is allowed.',
    )
    .option('--browser', 'A person signs in on the sign-in page (authorization code with PKCE).')
    .option(
      '--port <number>',
      `With --browser, returns to http://localhost:<number>/callback. Default: ${DEFAULT_PORT}.`,
    )
    .option('--domain <url>', 'With --browser, the address of the sign-in pages.')
    .option(
      '--user <name>',
      'A person signs in with a password, which is asked for and never leaves this machine.',
    )
    .option('--user-pool-id <id>', 'Of a person.');
  addExamples(login, [
    'northwind login',
    'northwind login --profile sandbox --from northwind.env',
    'pass northwind.env | northwind login --from -',
    'northwind login --profile me --browser --domain https://auth.northwind-lockers.example',
    'northwind login --profile manager --user manager-1 --from northwind.env',
  ]).action(() => runLogin(io, login.opts<UserLoginOptions & CommonOptions>()));
}

async function runLogin(io: Io, options: UserLoginOptions & CommonOptions): Promise<void> {
  if (options.browser && options.user !== undefined)
    throw new CliError('Give --browser or --user, not both.');
  const name = profileNameOf(options, io.env);
  assertProfileName(name);
  const store = profileStore(io.env);
  const isPerson = options.browser || options.user !== undefined;
  if (isPerson) await loginUser(io, store, name, options);
  else await store.write(name, await loginClient(io, options));
  const { restUrl } = urlsOf((await store.read(name)) ?? {});
  const file = store.pathOf(name);
  const done = { profile: name, kind: isPerson ? 'person' : 'client', api: restUrl, file };
  await printDone(io, options, `Signed in to ${restUrl}; kept in ${file}.`, done);
}

async function runLogout(io: Io, options: CommonOptions): Promise<void> {
  const name = profileNameOf(options, io.env);
  const store = profileStore(io.env);
  if (!(await store.read(name))) throw new CliError(`There is no profile '${name}'.`, exitCodes.notFound);
  const { session } = await identify(io, { profile: name });
  try {
    await session?.signOut();
  } finally {
    await store.remove(name);
  }
  const message = `Signed out of '${name}'. Access tokens that were already issued work until they expire.`;
  await printDone(io, options, message, { profile: name, kind: session ? 'person' : 'client' });
}

async function listProfiles(io: Io, options: CommonOptions): Promise<void> {
  const store = profileStore(io.env);
  const rows: Record<string, unknown>[] = [];
  for (const name of await store.names()) {
    const profile = (await store.read(name)) ?? {};
    const { user, clientId = user?.clientId } = profile;
    rows.push({ name, kind: user ? 'person' : 'client', clientId, api: urlsOf(profile).restUrl });
  }
  await printPages(
    io,
    options,
    ['name', 'kind', 'api', 'clientId'],
    [{ data: rows, nextCursor: null }],
    false,
  );
}
