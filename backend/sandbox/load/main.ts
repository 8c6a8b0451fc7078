/**
 * `npm run load`: how fast each step of the scenario is answered, and how often not, at a sandbox of its own or at the API that the
 * NORTHWIND_* variables name. Nothing here passes or fails. `--write` keeps the run as LOAD.md, load.svg and results.json.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import autocannon from 'autocannon';
import { load, machine } from '../bench/machine.ts';
import { percentile } from '../bench/percentiles.ts';
import { printTable } from '../bench/table.ts';
import { UsageError } from '../src/cli/usage-error.ts';
import { loadOptionsOf, type LoadOptions } from './options.ts';
import { loadPicture, loadReport, type LoadResult, type StepResult } from './report.ts';
import { openScenario, type Step } from './scenario.ts';
import { openTarget } from './target.ts';

/** What a step does before it is measured: the code gets warm. */
const WARM_UP_REQUESTS = 200;

async function fire(step: Step, amount: number, { connections, rate }: LoadOptions) {
  const milliseconds: number[] = [];
  let refused = 0;
  const started = performance.now();
  const settings = {
    url: step.url,
    amount,
    connections: Math.min(connections, amount),
    ...(rate === undefined ? {} : { overallRate: rate }),
    requests: [step.request],
  };
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(settings, (error, result) => (error ? reject(error) : resolve(result)));
    run.on('response', (_client, status, _bytes, responseTime) => {
      milliseconds.push(responseTime);
      if (status >= 400) refused += 1;
    });
  });
  return { milliseconds, failed: refused + errors, seconds: (performance.now() - started) / 1000 };
}

async function measure(step: Step, options: LoadOptions): Promise<StepResult> {
  const { requests } = options;
  await fire(step, Math.min(WARM_UP_REQUESTS, requests), options);
  const { milliseconds, failed, seconds } = await fire(step, requests, options);
  const rounded = (part: number) => Number(percentile(milliseconds, part).toFixed(1));
  return {
    step: step.name,
    requestsPerSecond: Math.round(requests / seconds),
    p50: rounded(0.5),
    p95: rounded(0.95),
    p99: rounded(0.99),
    errorsPercent: Number(((100 * failed) / requests).toFixed(2)),
  };
}

async function keep(result: LoadResult): Promise<void> {
  const files = {
    'results.json': `${JSON.stringify(result, null, 2)}\n`,
    'LOAD.md': loadReport(result),
    'load.svg': loadPicture(result),
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(path.join(import.meta.dirname, name), text);
}

async function main(): Promise<void> {
  const options = loadOptionsOf(process.argv.slice(2));
  const { requests, connections, rate, write } = options;
  const target = await openTarget();
  try {
    const steps: StepResult[] = [];
    for (const step of await openScenario()) steps.push(await measure(step, options));
    printTable(
      `${requests} requests for each step over ${connections} connections to ${target.name} (${machine()}, ${load()}):`,
      steps.map((step) => ({ ...step })),
    );
    if (write)
      await keep({
        date: new Date().toISOString().slice(0, 10),
        machine: machine(),
        target: target.name,
        requests,
        connections,
        ...(rate === undefined ? {} : { rate }),
        steps,
      });
  } finally {
    await target.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
