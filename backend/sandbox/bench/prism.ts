/** Prism, which answers the contract's examples: what a mock server costs that knows nothing of what it was told before. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Prism {
  /** Without a trailing slash. */
  readonly url: string;
  readonly processId: number;
  stop(): Promise<void>;
}

const version = '5.14.2';
const contract = path.resolve(import.meta.dirname, '../../../schema/openapi.yaml');

/**
 * From npm into a folder of its own, 90 MB that are gone afterwards; `NORTHWIND_BENCH_PRISM` names a folder that has it.
 *
 * @returns undefined where npm does not give it, as without a network: the rest of the bench needs none
 */
export async function startPrism(): Promise<Prism | undefined> {
  const kept = process.env['NORTHWIND_BENCH_PRISM'];
  const folder = kept ?? (await mkdtemp(path.join(tmpdir(), 'northwind-prism-')));
  if (kept === undefined && !install(folder)) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  const port = await freePort();
  const script = path.join(folder, 'node_modules/@stoplight/prism-cli/dist/index.js');
  const args = [script, 'mock', '--port', String(port), '--verboseLevel', 'error', contract];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  // Its line that it listens comes only with a line for each request.
  while (!(await fetch(url).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`prism ended with exit code ${child.exitCode}`);
    await sleep(200);
  }
  return {
    url,
    processId: child.pid!,
    async stop() {
      child.kill();
      await exited;
      if (kept === undefined) await rm(folder, { recursive: true });
    },
  };
}

function install(folder: string): boolean {
  const options = ['--silent', '--prefer-offline', '--fetch-retries=0', '--prefix', folder];
  try {
    execFileSync('npm', ['install', ...options, `@stoplight/prism-cli@${version}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
