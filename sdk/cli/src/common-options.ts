import type { Northwind, NorthwindOptions } from '@northwind/sdk';
import { Option, type Command } from 'commander';
import { clientOf } from './credentials/client.ts';
import { identify, type Identity } from './credentials/identity.ts';
import { CliError } from './errors.ts';
import { write, type Io } from './io.ts';
import { formats, type FormatOptions } from './output/format.ts';

/** Options of every command that prints. */
export interface CommonOptions extends FormatOptions {
  readonly profile?: string;
  readonly timeout?: string;
  readonly debug?: boolean;
}

export const addOutputOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '-o, --output <format>',
        'How to print. Default: table on a terminal; else ndjson for lists, and json.',
      ).choices(formats),
    )
    .option('--json', 'The same as --output json.');

export const addProfileOption = (command: Command): Command =>
  command.option('--profile <name>', 'Acts as this profile. Default: NORTHWIND_PROFILE, or `default`.');

export const addCommonOptions = (command: Command): Command =>
  addProfileOption(addOutputOptions(command))
    .option('--timeout <seconds>', 'Gives up after so long, repetitions included. Default: 120.')
    .option('--debug', 'Logs requests and responses to standard error, secrets masked.');

/** The client that a command's options, the environment and the profiles ask for. */
export async function clientFor(io: Io, options: CommonOptions): Promise<Northwind> {
  return clientAs(io, options, await identify(io, options));
}

export function clientAs(
  io: Io,
  options: CommonOptions,
  identity: Identity,
  more: Partial<NorthwindOptions> = {},
): Northwind {
  const seconds = Number(options.timeout ?? 120);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new CliError(`--timeout must be a number of seconds above 0; got '${options.timeout}'.`);
  return clientOf(identity, {
    ...more,
    totalTimeout: seconds * 1000,
    timeout: Math.min(seconds, 30) * 1000,
    debug:
      options.debug === true &&
      ((message, details) => void write(io.stderr, `${message} ${JSON.stringify(details)}\n`)),
  });
}
