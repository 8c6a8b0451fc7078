import { Command } from 'commander';
import { addAccountCommands } from './account/commands.ts';
import { addCompletionCommand } from './completion/commands.ts';
import { addDoctorCommand } from './doctor/commands.ts';
import { exitCodesHelp } from './exit-codes.ts';
import { wantsColor, type Io } from './io.ts';
import { addDownloadCommand } from './files/commands.ts';
import { addGraphQLCommand } from './graphql/commands.ts';
import { addLiveCommands } from './live/commands.ts';
import { addOperations } from './operations/commands.ts';
import { addSandboxCommands } from './sandbox/commands.ts';
import { VERSION } from './version.ts';

const DESCRIPTION =
  'The Northwind Lockers platform on the command line.\n\n' +
  'Every operation of the REST API is a command, and `--help` behind it shows an example. ' +
  'Data go to standard output, everything else to standard error.';

const ENVIRONMENT = `Environment:
  NORTHWIND_CLIENT_ID, NORTHWIND_CLIENT_SECRET, NORTHWIND_API_KEY   credentials of a partner
  NORTHWIND_PROFILE       the profile to use where there are no credentials above
  NORTHWIND_ENVIRONMENT   production (default) or sandbox; or NORTHWIND_REST_URL, NORTHWIND_TOKEN_URL, NORTHWIND_GRAPHQL_URL
  NORTHWIND_KEYCHAIN      off: profiles are not sealed by the system's keychain
  NO_COLOR                no colours`;

/** The tree of commands. */
export function createProgram(io: Io): Command {
  const program = new Command('northwind')
    .description(DESCRIPTION)
    .version(VERSION, '-V, --version')
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // Told by the run, once.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns || 100,
      getErrHelpWidth: () => io.stderr.columns || 100,
      getOutHasColors: () => wantsColor(io.stdout, io.env),
    })
    .addHelpText(
      'after',
      `\n${ENVIRONMENT}\n\n${exitCodesHelp}\n\nExample:\n  $ northwind invoices list --status open`,
    );
  addOperations(program, io);
  addDownloadCommand(program, io);
  addGraphQLCommand(program, io);
  addLiveCommands(program, io);
  addSandboxCommands(program, io);
  addAccountCommands(program, io);
  addDoctorCommand(program, io);
  addCompletionCommand(program, io);
  return program;
}
