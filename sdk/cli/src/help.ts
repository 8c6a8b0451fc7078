import type { Command } from 'commander';

/** What a person copies. */
export const addExamples = (command: Command, examples: readonly string[], before = ''): Command =>
  command.addHelpText(
    'after',
    `\n${before}Examples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`,
  );
