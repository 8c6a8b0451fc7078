import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/**
 * Writes a file that an option asks for. Only this user may read it.
 *
 * @throws UsageError when the file cannot be written.
 */
export async function writeOutput(option: string, file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw notWritable(option, file, error);
  }
}

/**
 * Makes the folder that an option asks for, where there is none.
 *
 * @throws UsageError when it cannot be made or written to, or is no folder.
 */
export async function prepareFolder(option: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(option, folder, error);
  }
}

function notWritable(option: string, name: string, cause: unknown): UsageError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new UsageError(`${option} ${name} cannot be written (${reason}).`, { cause });
}
