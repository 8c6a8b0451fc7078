// CPU time per request: user and system time of this process over many requests, 32 at a time, against a server in another
// process. Clients take turns in short rounds, so that a busy machine disturbs all of them alike; the median round counts.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Before } from './before.ts';
import { clients, SDK, type ReadInvoice } from './clients.ts';
import { median } from './median.ts';
import { measureShares, type Part } from './where.ts';

const ROUNDS = 9;
const REQUESTS = 1500;
const CONCURRENCY = 32;

export interface CpuMeasurement {
  /** Microseconds of CPU per request, by client. */
  readonly byClient: ReadonlyMap<string, number>;
  /** Of the SDK's time, the share (0 to 1) of each part. */
  readonly shares: ReadonlyMap<Part, number>;
}

/** @param before - an earlier state of the SDK, if it is to be compared */
export async function measureCpu(before?: Before['sdk']): Promise<CpuMeasurement> {
  const server = spawn(process.execPath, [path.join(import.meta.dirname, 'server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise<number>((resolve) =>
      server.stdout.once('data', (line: Buffer) => resolve(Number(line))),
    );
    const compared = Object.entries(clients(port, before));
    const samples = new Map<string, number[]>();
    for (const [, read] of compared) await run(read, 1000);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, read] of compared) {
        globalThis.gc?.();
        const start = process.cpuUsage();
        await run(read, REQUESTS);
        const { user, system } = process.cpuUsage(start);
        samples.set(name, [...(samples.get(name) ?? []), (user + system) / REQUESTS]);
      }
    }
    return {
      byClient: new Map([...samples].map(([name, values]) => [name, median(values)])),
      shares: await measureShares(compared.find(([name]) => name === SDK)![1]),
    };
  } finally {
    server.kill();
  }
}

async function run(read: ReadInvoice, requests: number): Promise<void> {
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await read();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
