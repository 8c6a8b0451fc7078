import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const examples = path.resolve(import.meta.dirname, '../..');

const command = (name: string, envFile: string): string[] => [
  `--env-file=${envFile}`,
  path.join(examples, name, 'src/main.ts'),
];

/** Runs an example as a person would, with the settings that the sandbox has written; rejects unless it exits 0. */
export async function runExample(name: string, envFile: string): Promise<void> {
  const child = spawn(process.execPath, command(name, envFile), { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`examples/${name} ended with exit code ${code}`);
}

/** Starts an example that runs until it is stopped; resolves once it has printed its first line. */
export async function startExample(name: string, envFile: string): Promise<{ stop(): Promise<void> }> {
  const child = spawn(process.execPath, command(name, envFile), { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`examples/${name} ended with exit code ${code}`)),
    ),
  ]);
  child.stdout.on('data', (chunk: Buffer) => process.stdout.write(`  locker: ${chunk.toString()}`));
  return {
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGINT');
      await exited;
    },
  };
}
