import { writeFile } from 'node:fs/promises';
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
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(`${option} ${file} cannot be written (${reason}).`, { cause: error });
  }
}
