import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** What one hop did, as the sandbox's `--trace` prints it. */
export interface Hop {
  hop: string;
  detail: string;
  milliseconds: number;
  requestId?: string;
}

/** What the sandbox's ready line says, as far as the tour needs it. */
export interface ReadySandbox {
  readonly restUrl: string;
  readonly tokenUrl: string;
  readonly graphqlUrl: string;
  readonly mqttUrl: string;
  readonly userPoolId: string;
  readonly mobileClientId: string;
  readonly webClientId: string;
  readonly clients: readonly {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiKey: string;
  }[];
  readonly users: readonly {
    readonly username: string;
    readonly password: string;
    readonly sub: string;
    readonly groups: readonly string[];
    readonly buildings: readonly string[];
    readonly totpSecret?: string;
  }[];
  readonly devices: readonly { readonly lockerId: string; readonly password: string }[];
}

export interface SandboxProcess extends ReadySandbox {
  /** Milliseconds from the start of the process to its ready line. */
  startedIn: number;
  /** File of `NORTHWIND_*` settings of the first partner, for `node --env-file`. */
  envFile: string;
  /** Hops since the last call of this function. */
  takeHops(): Hop[];
  stop(): Promise<void>;
}

const repository = path.resolve(import.meta.dirname, '../../..');

/** Starts the sandbox as a person would, from the command line, on any free ports; rejects with what it printed if it does not start. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-tour-'));
  const envFile = path.join(folder, 'partner.env');
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      // Node itself would look for the file of an `--env-file` without the dashes, and end because it is not there yet.
      '--',
      path.join(repository, 'backend/sandbox/src/main.ts'),
      '--json',
      '--trace',
      '--port',
      '0',
      '--env-file',
      envFile,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const hops: Hop[] = [];
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ready = await new Promise<ReadySandbox>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) =>
        reject(new Error(`the sandbox ended with exit code ${code} before it was ready`)),
      );
      createInterface({ input: child.stdout }).on('line', (line) => {
        const message = JSON.parse(line) as { event: string } & ReadySandbox & Hop;
        if (message.event === 'ready') resolve(message);
        if (message.event === 'hop') hops.push(message);
      });
    });
    return {
      startedIn: performance.now() - started,
      ...ready,
      envFile,
      takeHops: () => hops.splice(0),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}
