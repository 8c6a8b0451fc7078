import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { northwindFolder } from '../credentials/profile-store.ts';
import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';
import { readPrivate, writePrivate } from '../private-file.ts';

/** What `northwind listen` keeps from one run to the next. */
export interface ListenState {
  readonly file: string;
  /** `whsec_…` */
  readonly secret: string;
  /** Sequence of the last event of a locker that was acknowledged. */
  cursorOf(lockerId: string): number | undefined;
  /** Returns when it is on the disk. */
  advance(lockerId: string, sequence: number): Promise<void>;
}

interface Kept {
  readonly secret: string;
  readonly cursors: Readonly<Record<string, number>>;
}

/** Where the cursors of one receiver are kept: another receiver, or another API, is another place in the stream. */
export function stateFileOf(env: Io['env'], api: string, receiver: string): string {
  const name = createHash('sha256').update(`${api}\n${receiver}`).digest('hex').slice(0, 16);
  return path.join(northwindFolder(env, 'state'), 'listen', `${name}.json`);
}

/** @param secret instead of the kept one; without either a new one is made */
export async function openListenState(file: string, secret: string | undefined): Promise<ListenState> {
  const kept = parse(file, await readPrivate(file));
  const cursors: Record<string, number> = { ...kept?.cursors };
  const chosen = secret ?? kept?.secret ?? `whsec_${randomBytes(32).toString('base64')}`;
  // Lockers are followed side by side, and the file is one.
  let writing: Promise<void> = Promise.resolve();
  return {
    file,
    secret: chosen,
    cursorOf: (lockerId) => cursors[lockerId],
    advance(lockerId, sequence) {
      cursors[lockerId] = sequence;
      writing = writing.then(() =>
        writePrivate(file, `${JSON.stringify({ secret: chosen, cursors }, null, 2)}\n`),
      );
      return writing;
    },
  };
}

function parse(file: string, text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined;
  try {
    const { secret, cursors } = JSON.parse(text) as Partial<Kept>;
    const isWhole = typeof secret === 'string' && Object.values(cursors ?? {}).every(Number.isSafeInteger);
    if (isWhole) return { secret, cursors: cursors ?? {} };
  } catch {
    // Told below.
  }
  throw new CliError(`${file} is damaged: delete it to begin anew.`);
}
