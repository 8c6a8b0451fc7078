import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { accessTokenOf, clientAuth } from '../credentials/identity.ts';
import type { Profile } from '../credentials/profile.ts';
import { settingsFromEnv, type Settings } from '../credentials/settings.ts';
import { CliError } from '../errors.ts';
import { readAll, type Io } from '../io.ts';
import { createPrompter } from './prompt.ts';

export interface LoginOptions {
  readonly clientId?: string;
  readonly environment?: string;
  readonly from?: string;
  readonly scopes?: string;
}

/** Variables of a file, or of standard input, over those of the environment. @throws CliError */
export async function readVariables(io: Io, from: string | undefined): Promise<Io['env']> {
  if (from === undefined) return io.env;
  const text =
    from === '-'
      ? await readAll(io.stdin)
      : await readFile(from, 'utf8').catch((error: Error) => {
          throw new CliError(`--from: cannot read ${from}: ${error.message}.`);
        });
  return { ...io.env, ...parseEnv(text) };
}

/** Asks for what is missing, and proves it by a token. */
export async function loginClient(io: Io, options: LoginOptions): Promise<Profile> {
  const found = settingsFromEnv(await readVariables(io, options.from));
  const settings: Settings = {
    ...found,
    // An environment by its name takes the place of the addresses that were found.
    ...(options.environment !== undefined && {
      environment: options.environment,
      ...{ restUrl: undefined, tokenUrl: undefined, graphqlUrl: undefined },
    }),
    clientId: options.clientId ?? found.clientId,
    scopes: options.scopes ?? found.scopes,
  };
  const complete = await askForMissing(io, settings, options.from);
  await accessTokenOf({ settings: complete, auth: clientAuth(complete) });
  return complete;
}

const questions = [
  ['clientId', 'Client id', false],
  ['clientSecret', 'Client secret', true],
  ['apiKey', 'API key', true],
] as const;

async function askForMissing(io: Io, settings: Settings, from: string | undefined): Promise<Settings> {
  const missing = questions.filter(([name]) => settings[name] === undefined);
  if (missing.length === 0 || settings.accessToken !== undefined) return settings;
  if (!io.stdin.isTTY || from === '-')
    throw new CliError(
      `No ${missing.map(([, question]) => question.toLowerCase()).join(', no ')}: set NORTHWIND_CLIENT_ID, NORTHWIND_CLIENT_SECRET and NORTHWIND_API_KEY, or pass them by --from.`,
    );
  const prompter = createPrompter(io);
  try {
    const answers: Partial<Record<keyof Settings, string>> = {};
    for (const [name, question, hidden] of missing)
      answers[name] = (await prompter.ask(question, { hidden })).trim();
    return { ...settings, ...answers };
  } finally {
    prompter.close();
  }
}
