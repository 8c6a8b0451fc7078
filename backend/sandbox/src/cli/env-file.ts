import { writeFile } from 'node:fs/promises';
import type { Sandbox } from '../sandbox.ts';
import { UsageError } from './usage-error.ts';

/**
 * Writes the settings of the first client as `Northwind.fromEnv()` and `node --env-file` read them. Only this user may
 * read the file.
 *
 * @throws UsageError when the file cannot be written.
 */
export async function writeEnvFile(file: string, sandbox: Sandbox): Promise<void> {
  const client = sandbox.clients[0];
  if (!client) throw new UsageError(`--env-file has nothing to write: the sandbox has no client.`);
  const settings = {
    NORTHWIND_REST_URL: sandbox.restUrl,
    NORTHWIND_TOKEN_URL: sandbox.tokenUrl,
    NORTHWIND_CLIENT_ID: client.clientId,
    NORTHWIND_CLIENT_SECRET: client.clientSecret,
    NORTHWIND_API_KEY: client.apiKey,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  try {
    await writeFile(file, `# ${client.name}, on the sandbox\n${lines.join('\n')}\n`, { mode: 0o600 });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(`--env-file ${file} cannot be written (${reason}).`, { cause: error });
  }
}
