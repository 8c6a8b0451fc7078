import type { Command } from 'commander';
import { addCommonOptions } from '../common-options.ts';
import { addExamples } from '../help.ts';
import type { Io } from '../io.ts';

/** `invoice-exports download`, beside the contract's commands. */
export function addDownloadCommand(program: Command, io: Io): void {
  const download = program.commands
    .find((command) => command.name() === 'invoice-exports')
    ?.command('download')
    .argument('<exportId>', 'The export, whether or not it is ready.');
  if (!download) return;
  addCommonOptions(
    download
      .summary('Download the file of an export')
      .description('Waits until an export is made, and downloads its file.')
      .requiredOption('--to <file>', 'Where to write it; - for standard output.'),
  );
  addExamples(download, [
    'northwind invoice-exports download exp_01KB9ZZ0000000000000000001 --to invoices.csv',
  ]).action(async (exportId: string) =>
    (await import('./download.ts')).downloadExport(io, exportId, download.opts()),
  );
}
