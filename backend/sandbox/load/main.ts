/**
 * `npm run load`: how fast each step of the scenario is answered, and how often not, at a sandbox of its own or at the API that the
 * NORTHWIND_* variables name. Nothing here passes or fails.
 */
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { load, machine } from '../bench/machine.ts';
import { percentile } from '../bench/percentiles.ts';
import { printTable, type Row } from '../bench/table.ts';
import { openScenario, type Step } from './scenario.ts';
import { openTarget } from './target.ts';

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '2000' },
    connections: { type: 'string', default: '10' },
    /** Requests a second altogether, for an API whose usage plan allows no more; default: as many as it answers. */
    rate: { type: 'string' },
  },
});

/** What a step does before it is measured: the code gets warm. */
const WARM_UP_REQUESTS = 200;

async function fire(step: Step, amount: number) {
  const milliseconds: number[] = [];
  let refused = 0;
  const started = performance.now();
  const run = autocannon({
    url: step.url,
    amount,
    connections: Math.min(Number(options.connections), amount),
    ...(options.rate === undefined ? {} : { overallRate: Number(options.rate) }),
    requests: [step.request],
  });
  run.on('response', (_client, status, _bytes, responseTime) => {
    milliseconds.push(responseTime);
    if (status >= 400) refused += 1;
  });
  const { errors } = await run;
  return { milliseconds, failed: refused + errors, seconds: (performance.now() - started) / 1000 };
}

async function measure(step: Step): Promise<Row> {
  const amount = Number(options.requests);
  await fire(step, Math.min(WARM_UP_REQUESTS, amount));
  const { milliseconds, failed, seconds } = await fire(step, amount);
  const rounded = (part: number) => Number(percentile(milliseconds, part).toFixed(1));
  return {
    step: step.name,
    'requests/s': Math.round(amount / seconds),
    'p50 ms': rounded(0.5),
    'p95 ms': rounded(0.95),
    'p99 ms': rounded(0.99),
    'errors %': Number(((100 * failed) / amount).toFixed(2)),
  };
}

const target = await openTarget();
try {
  const rows = [];
  for (const step of await openScenario()) rows.push(await measure(step));
  printTable(
    `${options.requests} requests for each step over ${options.connections} connections to ${target.name} (${machine()}, ${load()}):`,
    rows,
  );
} finally {
  await target.close();
}
