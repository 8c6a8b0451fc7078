import { randomBytes } from 'node:crypto';
import { keptFile } from '../support/kept-file.ts';

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
  const file = keptFile<Partial<GeneratedSecrets>>(directory, 'secrets.json', 'credentials');
  const kept = (await file.read()) ?? {};
  const secrets: GeneratedSecrets = {
    accessKeyId: kept.accessKeyId ?? `AKIA${randomLetters(16)}`,
    secretAccessKey: kept.secretAccessKey ?? randomBytes(30).toString('base64url'),
    secrets: fill(names.secrets, kept.secrets, () => randomBytes(32).toString('base64')),
    apiKeys: fill(names.clients, kept.apiKeys, () => randomBytes(30).toString('base64url')),
  };
  await file.write(secrets);
  return secrets;
}

function fill(
  names: readonly string[],
  kept: Readonly<Record<string, string>> | undefined,
  make: () => string,
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, kept?.[name] ?? make()]));
}

const randomLetters = (length: number): string =>
  Array.from(randomBytes(length), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');
