/** What the sandbox keeps holds keys, secrets and people's data: for this user's eyes only, whatever the umask. */
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The mode of every file that is kept. */
export const privateFile = 0o600;
const privateFolder = 0o700;

/** Makes a folder, or takes one over with the files that are in it from an earlier start. */
export function makePrivateFolder(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: privateFolder });
  chmodSync(directory, privateFolder);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    try {
      chmodSync(path.join(directory, entry.name), privateFile);
    } catch (error) {
      // A temporary file that has got its own name since.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
