import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makePrivateFolder, privateFile } from './private-files.ts';

/** One file of the folder that `--persist` names; without a folder nothing is read or written. */
export interface KeptFile<Content> {
  /** @returns undefined when nothing was kept. @throws Error when the file is damaged. */
  read(): Promise<Content | undefined>;
  /** Replaces what was kept. Calls may overlap; the last one stays. */
  write(content: Content): Promise<void>;
}

/**
 * @param directory undefined: nothing is kept.
 * @param what is lost with the file, for the message about a damaged one, such as `users`.
 */
export function keptFile<Content>(
  directory: string | undefined,
  name: string,
  what: string,
): KeptFile<Content> {
  if (directory === undefined) return { read: async () => undefined, write: async () => undefined };
  const file = path.join(directory, name);
  let writing = Promise.resolve();
  let prepared = false;
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(file, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      try {
        return JSON.parse(text) as Content;
      } catch (error) {
        throw new Error(`${file} is damaged; remove it to start with new ${what}.`, { cause: error });
      }
    },
    write(content) {
      const text = JSON.stringify(content);
      const replace = async (): Promise<void> => {
        if (!prepared) makePrivateFolder(directory);
        prepared = true;
        // Whole or not at all.
        await writeFile(`${file}.new`, text, { mode: privateFile });
        await rename(`${file}.new`, file);
      };
      const written = writing.then(replace);
      // One after another: all of them use the same temporary name.
      writing = written.catch(() => undefined);
      return written;
    },
  };
}
