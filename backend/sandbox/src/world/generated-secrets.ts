import { randomBytes } from 'node:crypto';
import { keptFile } from '../support/kept-file.ts';

/** Who functions, resolvers and rules sign their requests as, to every service of the sandbox. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What the sandbox makes up at its first start, apart from what the user pool holds. */
export interface GeneratedSecrets {
  readonly credentials: AwsCredentials;
  /** Values of the backend's secrets by their logical names. */
  readonly secrets: Readonly<Record<string, string>>;
  /** API keys by the names of their clients; those that are missing are made and kept. */
  apiKeysOf(clients: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

interface Kept extends AwsCredentials {
  readonly secrets: Readonly<Record<string, string>>;
  readonly apiKeys: Readonly<Record<string, string>>;
}

/**
 * Gives the secrets kept in `directory`, makes those that are missing, and keeps them.
 *
 * @param directory undefined: nothing is kept.
 */
export async function openGeneratedSecrets(
  names: readonly string[],
  directory?: string,
): Promise<GeneratedSecrets> {
  const file = keptFile<Partial<Kept>>(directory, 'secrets.json', 'credentials');
  const kept = (await file.read()) ?? {};
  const credentials: AwsCredentials = {
    accessKeyId: kept.accessKeyId ?? `AKIA${randomLetters(16)}`,
    secretAccessKey: kept.secretAccessKey ?? randomBytes(30).toString('base64url'),
  };
  const secrets = fill(names, kept.secrets, () => randomBytes(32).toString('base64'));
  let apiKeys = kept.apiKeys ?? {};
  await file.write({ ...credentials, secrets, apiKeys });
  return {
    credentials,
    secrets,
    async apiKeysOf(clients) {
      apiKeys = fill(clients, apiKeys, () => randomBytes(30).toString('base64url'));
      await file.write({ ...credentials, secrets, apiKeys });
      return apiKeys;
    },
  };
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
