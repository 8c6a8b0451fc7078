import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { clientFor, type CommonOptions } from '../common-options.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { write, type Io } from '../io.ts';
import { isFormatGiven } from '../output/format.ts';
import { printDone } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';

export interface DownloadOptions extends CommonOptions {
  readonly to: string;
}

/** Waits until an export is made, and writes its file. */
export async function downloadExport(io: Io, exportId: string, options: DownloadOptions): Promise<void> {
  if (options.to === '-' && isFormatGiven(options))
    throw new CliError('With --to - the file itself is the output: leave --json and --output out.');
  const northwind = await clientFor(io, options);
  const progress = createProgress(io);
  progress.show('Waiting for the export …');
  try {
    const { body } = await northwind.invoiceExports.download(exportId, {
      signal: io.signal,
      onProgress: ({ transferredBytes, totalBytes }) =>
        progress.show(`${transferredBytes} of ${totalBytes} bytes`),
    });
    if (!body) throw new CliError('The export has no file.', exitCodes.server);
    // A stream of the DOM's type is Node's own.
    const content = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    if (options.to === '-') {
      for await (const chunk of content) await write(io.stdout, chunk as Uint8Array);
      return;
    }
    await save(content, options.to, io.signal);
  } finally {
    progress.clear();
  }
  const { size: bytes } = await stat(options.to);
  await printDone(io, options, `Saved as ${options.to}.`, { exportId, file: options.to, bytes });
}

/** Whole or not at all. */
async function save(content: Readable, file: string, signal: AbortSignal): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(content, createWriteStream(part), { signal });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if ((error as NodeJS.ErrnoException).syscall !== undefined)
      throw new CliError(`Cannot write ${file}: ${(error as Error).message}.`, exitCodes.failure);
    throw error;
  }
}
