/**
 * `npm run bench`, second half: the start of the sandbox in a test, the event path and the pushes, measured in one run on this machine.
 * Nothing here passes or fails.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { measurePush } from '../test/appsync/measure-push.ts';
import { measureFunctions } from './functions.ts';
import { hopRows, round } from './hop-rows.ts';
import { measureLatency } from './latency.ts';
import { load, machine } from './machine.ts';
import { signIn, type Administrator } from './parties.ts';
import { percentile } from './percentiles.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox-process.ts';
import { measureOperations } from './operations.ts';
import { printTable, type Row } from './table.ts';
import { measureThroughput } from './throughput.ts';

const EVENTS = 200;

async function withSandbox<Result>(
  options: { readonly trace: boolean },
  measure: (sandbox: SandboxProcess, administrator: Administrator) => Promise<Result>,
): Promise<Result> {
  const sandbox = await startSandboxProcess(options);
  try {
    const administrator = await signIn(sandbox);
    const result = await measure(sandbox, administrator);
    administrator.northwind.graphql.close();
    return result;
  } finally {
    await sandbox.stop();
  }
}

const percentiles = (sample: readonly number[]) => ({
  'p50 ms': round(percentile(sample, 0.5)),
  'p99 ms': round(percentile(sample, 0.99)),
});

type Steps = Record<string, { readonly milliseconds: number; readonly cpuMilliseconds: number }>;
// As partners have it: built.
execFileSync(process.execPath, [path.join(import.meta.dirname, '../build.ts')], { stdio: 'ignore' });
for (const [data, goal, ...options] of [
  ['no data', 700],
  ['seeded', 1_200, '--seeded'],
] as const) {
  const firstCall = JSON.parse(
    execFileSync(process.execPath, [path.join(import.meta.dirname, 'first-call.ts'), ...options], {
      encoding: 'utf8',
    }),
  ) as Steps;
  const total = Object.values(firstCall).reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  printTable(
    `From the import of the sandbox to its first answered call, ${data}, ${round(total)} ms in all; the goal is ${goal} (${load()}):`,
    Object.entries(firstCall).map(([step, { milliseconds, cpuMilliseconds }]) => ({
      step,
      ms: round(milliseconds),
      'CPU ms': round(cpuMilliseconds),
    })),
  );
}

printTable(
  `One call at a seeded sandbox in a process of its own, and at prism, which answers an example (${machine()}, ${load()}):`,
  await measureOperations(2_000),
);

printTable(
  `Lambda functions, packed, loaded by Node as the init phase does, and their first request of those that a door calls (${load()}):`,
  await measureFunctions(),
);

console.log(`\nThe event path of the sandbox, in a process of its own. ${machine()}.`);

const latency = await withSandbox({ trace: true }, (sandbox, administrator) =>
  measureLatency(sandbox, administrator, EVENTS),
);
const ratioToWebSocket = (part: number): number =>
  Math.round((percentile(latency.sdk, part) / percentile(latency.webSocket, part)) * 100) / 100;
printTable(
  `From a locker's publish (MQTT) to the event in a program's hand, ${EVENTS} events, one at a time (${load()}):`,
  [
    {
      program: 'SDK, stream without gaps',
      ...percentiles(latency.sdk),
      '÷ bare p50': ratioToWebSocket(0.5),
      '÷ bare p99': ratioToWebSocket(0.99),
    },
    { program: 'bare WebSocket', ...percentiles(latency.webSocket), '÷ bare p50': 1, '÷ bare p99': 1 },
  ],
);
printTable(
  'The hops of these events; indented ones happen inside the next that is not:',
  hopRows(latency.hops, latency.sdk),
);

const throughput = await withSandbox({ trace: false }, (sandbox, administrator) =>
  measureThroughput(sandbox, administrator, { lockers: 20, onTheWayPerLocker: 4, eventsPerLocker: 100 }),
);
printTable(`Sustained over the whole way, with as many on the way as stated (${load()}):`, [
  {
    lockers: throughput.lockers,
    'on the way': throughput.onTheWay,
    'events/s': round(throughput.eventsPerSecond),
    'CPU ms/event, sandbox': round(throughput.sandboxCpuPerEvent),
    '… this process': round(throughput.ownCpuPerEvent),
    ...percentiles(throughput.latencies),
  },
]);

const pushes = 20;
const pushed: Row[] = [];
for (const subscribers of [1_000, 10_000]) {
  const push = await measurePush({ subscribers, pushes });
  pushed.push({
    subscribers,
    'p50 ms': round(push.latencyMilliseconds.p50),
    'p99 ms': round(push.latencyMilliseconds.p99),
    'frames/s': Math.round(push.framesPerSecond),
    'KiB/connection': round(push.bytesPerConnection / 1024),
    'connecting all, ms': Math.round(push.connectMilliseconds),
  });
}
printTable(`One push to every subscriber, ${pushes} times (${load()}):`, pushed);
process.exit(0);
