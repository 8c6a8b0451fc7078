import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** What the sandbox prints when it is ready, as far as these tests use it. */
export interface Ready {
  readonly restUrl: string;
  readonly tokenUrl: string;
  readonly graphqlUrl: string;
  readonly userPoolId: string;
  readonly webClientId: string;
  readonly mqttUrl: string;
  readonly clients: readonly {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiKey: string;
  }[];
  readonly users: readonly {
    readonly username: string;
    readonly password: string;
    readonly groups: readonly string[];
    /** Base32, where the user has an authenticator app. */
    readonly totpSecret?: string;
  }[];
  readonly devices: readonly { readonly lockerId: string; readonly password: string }[];
}

export interface SandboxProcess {
  readonly ready: Ready;
  /** A folder of this run's own, removed at its end; the sandbox's `.env` is in it. */
  readonly folder: string;
  stop(): Promise<void>;
}

const repository = path.resolve(import.meta.dirname, '../../..');

/** Starts the sandbox from the command line, as a person would, on any free ports. */
export async function startSandbox(): Promise<SandboxProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-dashboard-'));
  const main = path.join(repository, 'backend/sandbox/src/main.ts');
  // Node itself would look for the file of an `--env-file` without the dashes.
  const args = ['--', main, '--json', '--port', '0', '--env-file', path.join(folder, '.env')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
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
    return { ready, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
