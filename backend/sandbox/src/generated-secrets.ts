import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the sandbox makes up at its first start, apart from what the user pool holds. */
export interface GeneratedSecrets {
  /** The credentials that functions sign requests to S3 with, and that S3 checks. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Values of the backend's secrets by their logical names. */
  readonly secrets: Readonly<Record<string, string>>;
  /** API keys by the names of their clients. */
  readonly apiKeys: Readonly<Record<string, string>>;
}

/** What has to be there. */
export interface SecretNames {
  readonly secrets: readonly string[];
  readonly clients: readonly string[];
}

/**
 * Gives the secrets kept in `directory`, makes those that are missing, and keeps them.
 *
 * @param directory undefined: nothing is kept.
 */
export async function openGeneratedSecrets(
  names: SecretNames,
  directory?: string,
): Promise<GeneratedSecrets> {
  const file = directory === undefined ? undefined : path.join(directory, 'secrets.json');
  const kept = file === undefined ? {} : await readKept(file);
  const secrets: GeneratedSecrets = {
    accessKeyId: kept.accessKeyId ?? `AKIA${randomLetters(16)}`,
    secretAccessKey: kept.secretAccessKey ?? randomBytes(30).toString('base64url'),
    secrets: fill(names.secrets, kept.secrets, () => randomBytes(32).toString('base64')),
    apiKeys: fill(names.clients, kept.apiKeys, () => randomBytes(30).toString('base64url')),
  };
  if (file !== undefined) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return secrets;
}

function fill(
  names: readonly string[],
  kept: Readonly<Record<string, string>> | undefined,
  make: () => string,
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, kept?.[name] ?? make()]));
}

async function readKept(file: string): Promise<Partial<GeneratedSecrets>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Partial<GeneratedSecrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} is damaged; remove it to start with new credentials.`, { cause: error });
  }
}

const randomLetters = (length: number): string =>
  Array.from(randomBytes(length), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');
