import type { Hop } from './sandbox-process.ts';

/** What happened at one hop, several times. */
export interface HopRow extends Readonly<Record<string, number | string>> {
  readonly hop: string;
  readonly what: string;
  readonly times: number;
  readonly 'median ms': number;
}

/** Groups hops by where and what, in the order in which each first happened. */
export function summarize(hops: readonly Hop[]): HopRow[] {
  const groups = new Map<string, Hop[]>();
  for (const hop of hops) {
    const key = `${hop.hop}\n${hop.detail}`;
    groups.set(key, [...(groups.get(key) ?? []), hop]);
  }
  return [...groups.values()].map((group) => ({
    hop: group[0]?.hop ?? '',
    what: group[0]?.detail ?? '',
    times: group.length,
    'median ms': round(median(group.map(({ milliseconds }) => milliseconds))),
  }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
