import type { Command } from 'commander';

/** What may stand behind one command. */
export interface Completions {
  /** The words that lead there: `invoices list`; empty for the program itself. */
  readonly at: string;
  readonly commands: readonly Candidate[];
  readonly flags: readonly (Candidate & {
    readonly choices: readonly string[];
    readonly takesValue: boolean;
  })[];
}

export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** The tree of commands, flat. */
export function completionsOf(command: Command, at = ''): Completions[] {
  const children = command.createHelp().visibleCommands(command);
  const flags = command.createHelp().visibleOptions(command);
  return [
    {
      at,
      commands: children.map((child) => ({
        word: child.name(),
        description: sentence(child.summary() || child.description()),
      })),
      flags: flags.flatMap(({ long, description, argChoices, required, optional }) =>
        long
          ? [
              {
                word: long,
                description: sentence(description),
                choices: argChoices ?? [],
                takesValue: required || optional,
              },
            ]
          : [],
      ),
    },
    ...children
      .filter((child) => child.name() !== 'help')
      .flatMap((child) => completionsOf(child, at === '' ? child.name() : `${at} ${child.name()}`)),
  ];
}

/** The first, without what a shell would read. */
const sentence = (text: string): string =>
  (text.split(/(?<=\.)\s|\n/)[0] ?? '').replace(/[`'"\\$:]/g, '').slice(0, 100);
