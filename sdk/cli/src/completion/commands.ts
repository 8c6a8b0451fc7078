import { Argument, type Command } from 'commander';
import { addExamples } from '../help.ts';
import { write, type Io } from '../io.ts';
import { completionScript, shells, type Shell } from './scripts.ts';
import { completionsOf } from './tree.ts';

/** `completion <shell>`, of all commands that there are. */
export function addCompletionCommand(program: Command, io: Io): void {
  const completion = program
    .command('completion')
    .description('Prints a script that completes commands, flags and their values in a shell.')
    .addArgument(new Argument('<shell>', 'Which one.').choices(shells));
  addExamples(completion, [
    'northwind completion bash >> ~/.bashrc',
    'northwind completion zsh > "${fpath[1]}/_northwind"',
    'northwind completion fish > ~/.config/fish/completions/northwind.fish',
  ]).action((shell: Shell) => write(io.stdout, completionScript(shell, completionsOf(program))));
}
