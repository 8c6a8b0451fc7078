import { Argument, type Command } from 'commander';
import { addOutputOptions } from '../common-options.ts';
import { addExamples } from '../help.ts';
import { write, type Io } from '../io.ts';
import { isFormatGiven, type FormatOptions } from '../output/format.ts';
import { printObject } from '../output/print.ts';
import { completionScript, shells, type Shell } from './scripts.ts';
import { completionsOf } from './tree.ts';

/** `completion <shell>`, of all commands that there are. */
export function addCompletionCommand(program: Command, io: Io): void {
  const completion = program
    .command('completion')
    .description('Prints a script that completes commands, flags and their values in a shell.')
    .addArgument(new Argument('<shell>', 'Which one.').choices(shells));
  addExamples(addOutputOptions(completion), [
    'northwind completion bash >> ~/.bashrc',
    'northwind completion zsh > "${fpath[1]}/_northwind"',
    'northwind completion fish > ~/.config/fish/completions/northwind.fish',
  ]).action(async (shell: Shell) => {
    const script = completionScript(shell, completionsOf(program));
    const options = completion.opts<FormatOptions>();
    await (isFormatGiven(options) ? printObject(io, options, { shell, script }) : write(io.stdout, script));
  });
}
