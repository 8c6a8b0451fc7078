import { CommanderError } from 'commander';
import { reportOf } from './errors.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { wantsColor, write, type Io } from './io.ts';
import { cell } from './output/cell.ts';
import { json } from './output/json.ts';
import { createProgram } from './program.ts';

/**
 * Runs a command line, as the terminal does.
 *
 * @param argv what follows `northwind`
 * @returns the exit code; what went wrong has been said on standard error
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const program = createProgram(io);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.success;
    const { exitCode, message, ...fields } = reportOf(error);
    // A resource without an operation: commander has shown what there is.
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
    const text = wantsJson(argv)
      ? `${json({ error: { message, ...fields, exitCode } })}\n`
      : line(io, message);
    await write(io.stderr, text);
    return exitCode;
  }
}

/** Asked of the arguments themselves: what is wrong may be that they cannot be parsed. */
const wantsJson = (argv: readonly string[]): boolean =>
  argv.some(
    (argument, index) =>
      argument === '--json' ||
      /^--output=(nd)?json$/.test(argument) ||
      (/^(-o|--output)$/.test(argument) && /^(nd)?json$/.test(argv[index + 1] ?? '')),
  );

function line({ stderr, env }: Io, message: string): string {
  const name = wantsColor(stderr, env) ? '\u001b[31mnorthwind:\u001b[39m' : 'northwind:';
  return `${name} ${cell(message)}\n`;
}
