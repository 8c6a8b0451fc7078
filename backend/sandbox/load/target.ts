/** What is put under load: the API that the NORTHWIND_* variables name, or a sandbox of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandboxProcess } from '../bench/sandbox-process.ts';

export interface Target {
  readonly name: string;
  close(): Promise<void>;
}

/** Without NORTHWIND_REST_URL a sandbox starts, and its settings become this process's variables. */
export async function openTarget(): Promise<Target> {
  const { NORTHWIND_REST_URL: restUrl } = process.env;
  if (restUrl !== undefined) return { name: new URL(restUrl).host, close: () => Promise.resolve() };
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-load-'));
  const envFile = path.join(folder, '.env');
  const remove = () => rm(folder, { recursive: true });
  try {
    const sandbox = await startSandboxProcess({ envFile });
    process.loadEnvFile(envFile);
    return {
      name: 'the sandbox, in a process of its own on the same machine',
      close: async () => {
        await sandbox.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @throws Error naming the variable that is not set */
export function setting(name: `NORTHWIND_${string}`): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set. The sandbox's --env-file writes all that a load test reads.`);
  return value;
}
