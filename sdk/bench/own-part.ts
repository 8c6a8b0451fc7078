// The SDK's own CPU per request, without the network's: `fetch` answers at once. Sockets are most of a request's time, and their noise
// is larger than what the SDK adds.
import { Northwind } from '@northwind/sdk';
import type { Before } from './before.ts';
import { answer, headers } from './answer.ts';
import { median } from './median.ts';

const ROUNDS = 21;
const REQUESTS = 5_000;
const restUrl = 'https://api.bench/v1';
const id = 'inv_01KAJ8Q0000000000000000001';

type Send = () => Promise<unknown>;

export interface OwnPart {
  /** Microseconds of CPU per request beyond those of a bare `fetch` with a time limit. */
  readonly now: number;
  readonly before: number;
  /** `now` ÷ `before`, the median of the rounds' ratios. */
  readonly ratio: number;
}

/** Today's SDK and an earlier one, by turns in short rounds. */
export async function measureOwnPart(before: Before['sdk']): Promise<OwnPart> {
  const fetch = async (): Promise<Response> => new Response(answer, { headers });
  const options = { environment: { restUrl }, auth: 'token', apiKey: 'key', fetch };
  const [today, former] = [new Northwind(options), new before.Northwind(options)];
  // The timer is cleared, as the SDKs clear theirs: those that `AbortSignal.timeout` leaves behind would be the next client's garbage.
  const bare: Send = async () => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 30_000);
    try {
      return await (await fetch()).json();
    } finally {
      clearTimeout(timer);
    }
  };
  const senders: Send[] = [bare, () => today.invoices.get(id), () => former.invoices.get(id)];

  for (const send of senders) await microseconds(send);
  const rounds: { now: number; before: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [least, now, then] = [
      await microseconds(senders[0]!),
      await microseconds(senders[1]!),
      await microseconds(senders[2]!),
    ];
    rounds.push({ now: now - least, before: then - least });
  }
  return {
    now: median(rounds.map((round) => round.now)),
    before: median(rounds.map((round) => round.before)),
    ratio: median(rounds.map((round) => round.now / round.before)),
  };
}

async function microseconds(send: Send): Promise<number> {
  globalThis.gc?.();
  const start = process.cpuUsage();
  for (let request = 0; request < REQUESTS; request++) await send();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / REQUESTS;
}
