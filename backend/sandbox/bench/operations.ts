/** What one answered call costs the sandbox, and prism beside it, in CPU: that hardly depends on who else uses the machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import autocannon from 'autocannon';
import { openScenario, type Step } from '../load/scenario.ts';
import { setting } from '../load/target.ts';
import { round } from './hop-rows.ts';
import { cpuSecondsOf } from './machine.ts';
import { startPrism } from './prism.ts';
import { startSandboxProcess } from './sandbox-process.ts';
import type { Row } from './table.ts';

interface Measured {
  readonly requestsPerSecond: number;
  /** Milliseconds of CPU a call; NaN where the system does not tell. */
  readonly cpu: number;
}

/** Calls that come first and are not counted: until then the code is interpreted and compiled. */
const WARM_UP = 1_500;
const CONNECTIONS = 10;

async function measure({ name, url, request }: Step, processId: number, amount: number): Promise<Measured> {
  const fire = (requests: number) =>
    autocannon({ url, amount: requests, connections: CONNECTIONS, requests: [request] });
  await fire(Math.min(WARM_UP, 2 * amount));
  const [startedAt, before] = [performance.now(), cpuSecondsOf(processId) ?? Number.NaN];
  const { non2xx, errors } = await fire(amount);
  if (non2xx + errors > 0) throw new Error(`${name}: ${non2xx + errors} of ${amount} calls failed`);
  return {
    requestsPerSecond: (1000 * amount) / (performance.now() - startedAt),
    cpu: (1000 * ((cpuSecondsOf(processId) ?? Number.NaN) - before)) / amount,
  };
}

const at = (url: string, step: Step): Step => ({
  ...step,
  url: step.url.replace(setting('NORTHWIND_REST_URL'), url),
});

/** Each step of the load scenario at a seeded sandbox; what prism can answer, too, right after it at prism, where that can be had. */
export async function measureOperations(amount: number): Promise<Row[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'northwind-bench-'));
  const envFile = path.join(folder, '.env');
  const sandbox = await startSandboxProcess({ envFile });
  const prism = await startPrism();
  try {
    process.loadEnvFile(envFile);
    const rows: Row[] = [];
    for (const step of await openScenario()) {
      const calls = step.name.includes('limit=100') ? amount / 4 : amount;
      const own = await measure(step, sandbox.processId, calls);
      const other =
        prism && step.request.method === 'GET'
          ? await measure(at(prism.url, step), prism.processId, calls)
          : undefined;
      rows.push({
        call: step.name,
        'CPU ms': Number(own.cpu.toFixed(2)),
        'requests/s': Math.round(own.requestsPerSecond),
        'prism CPU ms': other === undefined ? '' : Number(other.cpu.toFixed(2)),
        'prism requests/s': other === undefined ? '' : Math.round(other.requestsPerSecond),
        'requests/s ÷ prism': other ? round(own.requestsPerSecond / other.requestsPerSecond) : '',
        'calls a CPU second ÷ prism': other ? round(other.cpu / own.cpu) : '',
      });
    }
    return rows;
  } finally {
    await Promise.all([sandbox.stop(), prism?.stop()]);
    await rm(folder, { recursive: true });
  }
}
