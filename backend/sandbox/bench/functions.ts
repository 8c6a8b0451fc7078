/** The Lambda functions as they are deployed: how large their packages are, and what a cold start costs: loading them, and their first request. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { functions, loadHandler, type FunctionName } from '../../src/generated/functions.ts';
import { tellStory } from '../cost/story.ts';
import { startSandbox } from '../src/sandbox.ts';
import type { ColdStart, Duration, FirstRequest } from './cold-start.ts';
import { round } from './hop-rows.ts';
import { percentile } from './percentiles.ts';
import type { Row } from './table.ts';

const backend = path.resolve(import.meta.dirname, '../..');
const bundleOf = (name: string) => path.join(backend, 'dist/functions', name, 'index.cjs');

/** A request as the platform made it, with all that the function sees of `process.env`. */
interface Recorded extends Pick<FirstRequest, 'event' | 'context'> {
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The middle of some cold starts, each in a process of its own, with the code in the disk's cache: what Lambda adds, and its slower CPU, are
 * not in it. The table is a sandbox's, in this process: the clock counts the time that it takes to answer, the processor's time is the
 * function's alone, that of the AWS SDK and of Node's HTTP in it.
 *
 * @param runs cold starts of each function
 */
export async function measureFunctions(runs = 5): Promise<Row[]> {
  for (const script of ['build.ts', 'infra/package.ts'])
    execFileSync(process.execPath, [path.join(backend, script)], { stdio: 'ignore' });
  const requests = recordRequests();
  const sandbox = await startSandbox({ port: 0, seed: null });
  try {
    await tellStory(sandbox, async (_name, run) => run());
    await sandbox.settled();
    const rows: Row[] = [];
    for (const name of Object.keys(functions) as FunctionName[]) {
      const request = requests.get(name);
      const starts: ColdStart[] = [];
      for (let run = 0; run < runs; run += 1) starts.push(await coldStart(name, request));
      const middle = (phase: 'init' | 'request', unit: keyof Duration) =>
        round(
          percentile(
            starts.map((start) => start[phase][unit]),
            0.5,
          ),
        );
      rows.push({
        function: name,
        'package KB': round((await stat(path.join(backend, `dist/functions/${name}.zip`))).size / 1000),
        'init ms': middle('init', 'milliseconds'),
        'init CPU ms': middle('init', 'cpuMilliseconds'),
        'first request ms': request ? middle('request', 'milliseconds') : '',
        'first request CPU ms': request ? middle('request', 'cpuMilliseconds') : '',
      });
    }
    return rows;
  } finally {
    await sandbox.close();
  }
}

/**
 * Keeps what functions are called with from now on: of those that a door calls, and of their requests one that may be asked again, so a
 * reading one where there is one.
 */
function recordRequests(): Map<FunctionName, Recorded> {
  const requests = new Map<FunctionName, Recorded>();
  for (const name of Object.keys(functions) as FunctionName[]) {
    const load = loadHandler[name];
    const recording = async () => {
      const { createHandler } = await load();
      return {
        createHandler: () => {
          const handler = createHandler() as (event: object, context: object) => Promise<unknown>;
          return (event: object, context: object) => {
            if (comesFromDoor(event) && (!requests.has(name) || isRead(event)))
              requests.set(name, {
                event,
                context: JSON.parse(JSON.stringify(context)) as object,
                environment: { ...process.env },
              });
            return handler(event, context);
          };
        },
      };
    };
    Object.assign(loadHandler, { [name]: recording });
  }
  return requests;
}

/** API Gateway's, the user pool's and AppSync's events; those of queues and streams have `Records` or are lists. */
const comesFromDoor = (event: object): boolean => !Array.isArray(event) && !('Records' in event);

const isRead = (event: object): boolean => 'httpMethod' in event && event.httpMethod === 'GET';

/** @throws Error when the function does not answer, or not with success */
async function coldStart(name: FunctionName, recorded: Recorded | undefined): Promise<ColdStart> {
  const child = fork(path.join(import.meta.dirname, 'cold-start.ts'), {
    env: recorded?.environment ?? {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const { event, context = {} } = recorded ?? {};
  child.send({ bundle: bundleOf(name), event, context } satisfies FirstRequest);
  const [start] = (await Promise.race([once(child, 'message'), exited])) as [ColdStart | number];
  await exited;
  if (typeof start !== 'object') throw new Error(`${name} ended without an answer to its first request`);
  const { statusCode = 200 } = (start.answer ?? {}) as { readonly statusCode?: number };
  if (statusCode >= 400)
    throw new Error(`${name} answered its first request with ${JSON.stringify(start.answer)}`);
  return start;
}
