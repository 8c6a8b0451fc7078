import type { Hop } from './sandbox-process.ts';

/** What happened at one hop, several times. */
export interface HopRow {
  hop: string;
  what: string;
  times: number;
  'median ms': number;
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

/** Lays rows out as columns of text, numbers to the right. */
export function formatRows(rows: readonly HopRow[]): string {
  const columns = ['hop', 'what', 'times', 'median ms'] as const;
  const cells = rows.map((row) =>
    columns.map((column) => (column === 'median ms' ? row[column].toFixed(1) : String(row[column]))),
  );
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const format = (line: readonly string[]): string =>
    line
      .map((cell, index) => (index < 2 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ');
  return [format(columns), ...cells.map(format)].map((line) => `  ${line.trimEnd()}`).join('\n');
}
