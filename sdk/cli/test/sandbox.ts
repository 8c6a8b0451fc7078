// The sandbox as a person starts it: its command, in a process of its own, on any free ports.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';

/** The part of the sandbox's ready line that these tests use. */
interface Ready {
  readonly userPoolId: string;
  readonly webClientId: string;
  readonly users: readonly {
    readonly username: string;
    readonly password: string;
    readonly groups: readonly string[];
    readonly totpSecret?: string;
  }[];
}

export interface SandboxProcess {
  readonly ready: Ready;
  /** `NORTHWIND_*` variables of its first partner. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const main = path.resolve(import.meta.dirname, '../../../backend/sandbox/src/main.ts');

export async function startSandbox(): Promise<SandboxProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-cli-'));
  const envFile = path.join(folder, 'northwind.env');
  const child = spawn(process.execPath, ['--', main, '--json', '--port', '0', '--write-env', envFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGINT');
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ready = await new Promise<Ready>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code} before it was ready`)));
      createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Ready));
    });
    const env = parseEnv(await readFile(envFile, 'utf8')) as Record<string, string>;
    return { ready, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
