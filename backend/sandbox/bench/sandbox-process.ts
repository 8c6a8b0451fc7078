/** The sandbox as a process of its own, started from the command line, so that what it does is not the measuring process's work. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** What the sandbox's ready line says, as far as the bench needs it. */
export interface ReadySandbox {
  readonly restUrl: string;
  readonly tokenUrl: string;
  readonly graphqlUrl: string;
  readonly realtimeUrl: string;
  readonly mqttUrl: string;
  readonly userPoolId: string;
  readonly webClientId: string;
  readonly users: readonly {
    readonly username: string;
    readonly password: string;
    readonly groups: readonly string[];
  }[];
  readonly devices: readonly Device[];
}

export interface Device {
  readonly lockerId: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** What one hop did, as `--trace` prints it. */
export interface Hop {
  readonly hop: string;
  readonly detail: string;
  readonly milliseconds: number;
}

export interface SandboxProcess extends ReadySandbox {
  readonly processId: number;
  /** Hops since the last call of this function; empty without `trace`. */
  takeHops(): Hop[];
  stop(): Promise<void>;
}

const main = path.resolve(import.meta.dirname, '../src/main.ts');

/** @throws Error when the sandbox ends before it is ready; its own words are on stderr. */
export async function startSandboxProcess({
  trace = false,
  envFile,
}: { readonly trace?: boolean; readonly envFile?: string } = {}): Promise<SandboxProcess> {
  const kept = envFile === undefined ? [] : ['--env-file', envFile];
  const args = ['--', main, '--json', '--port', '0', ...(trace ? ['--trace'] : []), ...kept];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const hops: Hop[] = [];
  const ready = await new Promise<ReadySandbox>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with exit code ${code} too early`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { event: string } & ReadySandbox & Hop;
      if (message.event === 'ready') resolve(message);
      if (message.event === 'hop') hops.push(message);
    });
  });
  return {
    ...ready,
    processId: child.pid!,
    takeHops: () => hops.splice(0),
    async stop() {
      child.kill('SIGINT');
      await exited;
    },
  };
}
