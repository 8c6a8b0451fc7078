// Where the SDK's CPU time goes: a profile of its requests, each sample given to the nearest caller that is fetch or the SDK.
// So what the SDK makes the platform do (timers, signals) counts as the SDK's, and what fetch itself does counts as fetch's.
import { Session, type Profiler } from 'node:inspector/promises';
import type { ReadInvoice } from './clients.ts';

/** `fetch`: fetch and what follows it on its own; `garbage`: collection, whoever made it. */
export type Part = '@northwind/sdk' | 'fetch' | 'garbage';

const REQUESTS = 6_400;

/** The share (0 to 1) of each part in the time of a request. */
export async function measureShares(read: ReadInvoice): Promise<Map<Part, number>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  for (let sent = 0; sent < REQUESTS; sent += 32) await Promise.all(Array.from({ length: 32 }, read));
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const sums = sumByPart(profile);
  const whole = [...sums.values()].reduce((sum, each) => sum + each, 0);
  return new Map([...sums].map(([part, microseconds]) => [part, microseconds / whole]));
}

function sumByPart({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<Part, number> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const partOf = (leaf: number): Part | undefined => {
    for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
      const { callFrame } = byId.get(id)!;
      if (callFrame.functionName === '(idle)') return undefined;
      if (callFrame.functionName === '(garbage collector)') return 'garbage';
      if (callFrame.functionName === 'fetch' && callFrame.url.startsWith('node:')) return 'fetch';
      if (callFrame.url.includes('/sdk/dist/')) return '@northwind/sdk';
    }
    return 'fetch';
  };
  const sums = new Map<Part, number>();
  samples.forEach((id, index) => {
    const part = partOf(id);
    if (part) sums.set(part, (sums.get(part) ?? 0) + (timeDeltas[index] ?? 0));
  });
  return sums;
}
