/**
 * From the import of the sandbox to its first answered call, as a test run meets it; a process of its own, since nothing may be loaded yet.
 * Prints one line of JSON: milliseconds of the clock and of the processor, by step.
 *
 *     npm run build --workspace @northwind/sandbox && node backend/sandbox/bench/first-call.ts [--seeded]
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { startSandbox as StartSandbox } from '../src/index.ts';

const library = path.resolve(import.meta.dirname, '../dist/index.js');
const seed = process.argv.includes('--seeded') ? {} : { seed: null };
const steps: Record<string, { readonly milliseconds: number; readonly cpuMilliseconds: number }> = {};

async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  steps[name] = { milliseconds: performance.now() - startedAt, cpuMilliseconds: (user + system) / 1_000 };
  return result;
}

const { startSandbox } = await step(
  'import',
  () => import(pathToFileURL(library).href) as Promise<{ startSandbox: typeof StartSandbox }>,
);
const sandbox = await step('startSandbox()', () => startSandbox({ port: 0, ...seed }));
const { clientId, clientSecret, apiKey } = await step('partner()', () => sandbox.partner());
const token = await step('first token', async () => {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(sandbox.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  return ((await response.json()) as { access_token: string }).access_token;
});
await step('first call', async () => {
  const headers = { authorization: `Bearer ${token}`, 'x-api-key': apiKey };
  const response = await fetch(`${sandbox.restUrl}/invoices`, { headers });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
});
process.stdout.write(`${JSON.stringify(steps)}\n`);
await sandbox.close();
