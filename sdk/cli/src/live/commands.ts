import type { Command } from 'commander';
import { addCommonOptions } from '../common-options.ts';
import { addExamples } from '../help.ts';
import type { Io } from '../io.ts';

const LISTEN = `Posts live events to a server of yours, signed as webhooks (Standard Webhooks), for developing what receives them.

Events of a locker come in their order, each until it is acknowledged with a 2xx; then the cursor is stored, and the next run goes on behind it. Should this program end between the two, that one event comes again, with the same webhook-id: act once for each id.

The secret is NORTHWIND_WEBHOOK_SECRET, or one that is made for the receiver and kept; @northwind/sdk/webhooks verifies with it.`;

/** `listen`, and `lockers watch` beside the contract's commands. */
export function addLiveCommands(program: Command, io: Io): void {
  const listen = program.command('listen').helpGroup('Live events:');
  addCommonOptions(
    listen
      .summary('Posts live events to a server, signed as webhooks.')
      .description(LISTEN)
      .requiredOption('--forward-to <url>', 'Where to post.')
      .option('--locker <id...>', 'Only these lockers. Default: all of your buildings.')
      .option('--building <id...>', 'Only the lockers of these buildings.')
      .option('--from-start', 'Begins with the first event where there is no cursor. Default: now.')
      .option('--cursor-file <file>', 'Keeps cursors and secret there. Default: a file for each receiver.')
      .option('--count <integer>', 'Ends after so many events.'),
  );
  addExamples(listen, [
    'northwind listen --forward-to http://localhost:3000/webhooks',
    'northwind listen --forward-to http://localhost:3000/webhooks --locker lkr_01K6F0A0000000000000000007 --from-start',
  ]).action(async () => (await import('./listen.ts')).listen(io, listen.opts()));

  const watch = program.commands
    .find((command) => command.name() === 'lockers')
    ?.command('watch')
    .argument('<lockerId>', 'The locker.');
  if (!watch) return;
  addCommonOptions(
    watch
      .summary('Show what happens at a locker')
      .description(
        'Shows the compartments of a locker as they are, live, on a terminal; else each event as a line of JSON.',
      )
      .option('--after <sequence>', 'Begins behind this event. Default: now.')
      .option('--count <integer>', 'Ends after so many events.'),
  );
  addExamples(watch, [
    'northwind lockers watch lkr_01K6F0A0000000000000000007',
    'northwind lockers watch lkr_01K6F0A0000000000000000007 --after 0 --output ndjson',
  ]).action(async (lockerId: string) => (await import('./watch.ts')).watchLocker(io, lockerId, watch.opts()));
}
