import { randomInt } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AppClient } from './app-clients.ts';
import { generateSigningKeys, loadSigningKeys } from './signing-keys.ts';
import type { SigningKeys, StoredSigningKeys } from './signing-keys.ts';

/** What a pool is made of and what `--persist` keeps. */
interface StoredUserPool {
  readonly id: string;
  readonly signingKeys: StoredSigningKeys;
  readonly clients: readonly AppClient[];
}

/** A user pool: its id, its keys and its app clients. */
export interface UserPool {
  /** Such as `us-east-1_Ab1Cd2Ef3`. */
  readonly id: string;
  readonly region: string;
  readonly arn: string;
  readonly signingKeys: SigningKeys;
  clients(): readonly AppClient[];
  client(clientId: string): AppClient | undefined;
  /** Adds a client, or replaces the one with its id, and keeps it. */
  putClient(client: AppClient): Promise<void>;
}

const region = 'us-east-1';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Libraries check the form of the id before they look at a token: region, underscore, nine letters and digits. */
const generatePoolId = (): string =>
  `${region}_${Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('')}`;

/**
 * Opens the pool kept in `directory`, or makes a new one.
 *
 * @param directory where to keep it; undefined: nowhere.
 * @throws Error when the kept file is damaged.
 */
export async function openUserPool(directory?: string): Promise<UserPool> {
  const file = directory === undefined ? undefined : path.join(directory, 'user-pool.json');
  const kept = file === undefined ? undefined : await readStored(file);
  const stored: StoredUserPool = kept ?? {
    id: generatePoolId(),
    signingKeys: await generateSigningKeys(),
    clients: [],
  };
  const clients = new Map(stored.clients.map((client) => [client.clientId, client]));
  const save = async (): Promise<void> => {
    if (file === undefined) return;
    await mkdir(path.dirname(file), { recursive: true });
    const text = JSON.stringify({ ...stored, clients: [...clients.values()] } satisfies StoredUserPool);
    // Whole or not at all, and for this user only: the file holds private keys and secrets.
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  if (!kept) await save();
  return {
    id: stored.id,
    region,
    arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${stored.id}`,
    signingKeys: await loadSigningKeys(stored.signingKeys),
    clients: () => [...clients.values()],
    client: (clientId) => clients.get(clientId),
    async putClient(client) {
      clients.set(client.clientId, client);
      await save();
    },
  };
}

async function readStored(file: string): Promise<StoredUserPool | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as StoredUserPool;
  } catch (error) {
    throw new Error(`${file} is damaged; remove it to start with a new user pool.`, { cause: error });
  }
}
