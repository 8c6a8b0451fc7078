/** Rates at the peak against AWS's quotas: what breaks first when the traffic grows. Pure arithmetic. */
import inventory from '../../infra/inventory.json' with { type: 'json' };
import { table } from '../../src/data/table.ts';
import {
  callsOf,
  countOf,
  invocationSeconds,
  secondsADay,
  tableRequestsOfInvocation,
  usageOf,
  type PriceName,
} from './bill.ts';
import type { Effort, Measurement } from './measure.ts';
import quotaList from './quotas.json' with { type: 'json' };
import traffic from './traffic.json' with { type: 'json' };

export type QuotaName = keyof typeof quotaList.quotas;

/** How near a quota the busiest second comes. */
export interface Load {
  readonly what: string;
  readonly limit: number;
  readonly adjustable: boolean;
  /** A second, or at a time, at December's peak. */
  readonly atPeak: number;
  /** The factor of growth at which it is used up. */
  readonly breaksAt: number;
}

const { assumptions } = traffic;
const largestShare: Readonly<Record<string, number>> = assumptions.largestShare;

/** Every quota and every kind of partition, what breaks first in front. */
export function loads(measured: Measurement): Load[] {
  const peak = callsOf('december', measured.efforts).map(({ channel, name, callsADay }) => ({
    ...{ channel, name },
    effort: measured.efforts[name] as Effort,
    rate: (callsADay / secondsADay) * assumptions.peakFactor,
  }));
  /** A second at the peak, of what one call needs. */
  const rateOf = (amount: (call: (typeof peak)[number]) => number): number =>
    peak.reduce((sum, call) => sum + call.rate * amount(call), 0);
  const used =
    (...names: PriceName[]) =>
    ({ channel, name, effort }: (typeof peak)[number]): number => {
      const usage = usageOf({ channel, name }, 'december', effort, measured);
      return names.reduce((sum, each) => sum + (usage[each] ?? 0), 0);
    };
  const writes = rateOf(({ effort }) => effort.writeUnits);
  const rates: Record<Exclude<QuotaName, 'partitionWrites'>, number> = {
    apiGatewayRequests: rateOf(used('apiGatewayRequest')),
    appsyncTokens: rateOf(used('appsyncOperation')),
    appsyncPublications: rateOf(({ effort }) => countOf(effort, 'appsync mutation Publish')),
    // A gigabyte second of a function with 1,024 MB is a second of one invocation.
    lambdaConcurrency: rateOf(used('lambdaGigabyteSecond', 'lambdaProvisionedGigabyteSecond')),
    tableWrites: writes,
    newTableWrites: writes,
    sqsFifoRequests: rateOf(used('sqsFifoRequest')) / 3,
    eventbridgeEvents: rateOf(used('eventbridgeEvent')),
    iotPublishes: rateOf(used('iotMessage')),
    snsPublishes: rateOf(used('snsPublish')),
  };
  const quotas = (Object.entries(rates) as [keyof typeof rates, number][]).map(([name, rate]) =>
    loadOf(name, rate),
  );
  const partitions = Object.entries(partitionRates(peak, measured)).map(([kind, rate]) => ({
    ...loadOf('partitionWrites', rate),
    what: `DynamoDB: the busiest partition of \`${kind}\``,
  }));
  return [...quotas, ...partitions].toSorted((left, right) => left.breaksAt - right.breaksAt);
}

function loadOf(name: QuotaName, atPeak: number): Load {
  const { what, limit: listed, adjustable } = quotaList.quotas[name];
  const limit =
    name === 'newTableWrites' ? Math.max(listed, table.warmThroughput.writeUnitsPerSecond) : listed;
  return { what, limit, adjustable, atPeak, breaksAt: atPeak === 0 ? Infinity : limit / atPeak };
}

/** Writes a second to the busiest partition of each kind. */
function partitionRates(
  peak: readonly { readonly name: string; readonly rate: number }[],
  { partitions }: Measurement,
): Record<string, number> {
  const rates: Record<string, number> = {};
  for (const { name, rate } of peak)
    for (const [kind, count] of Object.entries(partitions[name] ?? {}))
      rates[kind] = (rates[kind] ?? 0) + rate * count * shareOf(kind);
  return rates;
}

/**
 * The share of a kind's writes that its busiest partition takes: the smallest of those of the things its key names. A key that names
 * an invoice, a delivery or another thing made once has a partition of its own each time.
 */
function shareOf(kind: string): number {
  const names = [...kind.matchAll(/\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'day');
  return Math.min(1, ...names.map((name) => largestShare[name] ?? 0));
}

/** Environments that a function has use for. */
export interface Warmth {
  readonly name: string;
  /** Invocations at a time in December's busiest second; undefined where no call that is counted invokes it. */
  readonly needed: number | undefined;
  /** By the plan of prod. */
  readonly planned: number;
}

/** The functions that prod keeps warm, with what the traffic needs of them. */
export function warmths({ efforts }: Pick<Measurement, 'efforts'>): Warmth[] {
  const needed: Record<string, number> = {};
  for (const { name, callsADay } of callsOf('december', efforts)) {
    const effort = efforts[name] as Effort;
    const rate = (callsADay / secondsADay) * assumptions.peakFactor;
    for (const [hop, count] of Object.entries(effort.hops)) {
      const [service, invoked = ''] = hop.split(' ');
      if (service === 'lambda')
        needed[invoked] =
          (needed[invoked] ?? 0) + rate * count * invocationSeconds(tableRequestsOfInvocation(effort));
    }
  }
  return Object.entries(inventory.warmAtPeak).map(([name, planned]) => ({
    name,
    planned,
    needed: needed[name],
  }));
}
