/** Hops as rows of a table: where the time of an event goes. */
import { percentile } from './percentiles.ts';
import type { Hop } from './sandbox-process.ts';
import type { Row } from './table.ts';

/** Hops that follow each other; another one happens inside of the next of them, which ends later. */
const inSequence = new Set(['iot', 'eventbridge', 'sqs', 'dynamodb-stream']);

/**
 * One row for each hop and what it did, and one for the time that no hop accounts for: messages waiting in queues and in the stream,
 * and the network.
 *
 * @param wholeWay milliseconds of each event's whole way
 */
export function hopRows(hops: readonly Hop[], wholeWay: readonly number[]): Row[] {
  const groups = new Map<string, Hop[]>();
  for (const hop of hops) {
    const what = hop.detail.replace(/lkr_\w+/, '{lockerId}');
    const key = `${hop.hop}\n${what}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...hop, detail: what }]);
  }
  // What happened now and then, such as a program that reads what it missed, is no part of an event's way.
  const usual = [...groups.values()].filter((group) => group.length >= wholeWay.length / 2);
  const rows = usual.map((group) => {
    const { hop, detail } = group[0]!;
    const milliseconds = group.map((each) => each.milliseconds);
    return {
      hop: inSequence.has(hop) ? hop : `  ${hop}`,
      what: detail,
      'per event': round(group.length / wholeWay.length),
      'p50 ms': round(percentile(milliseconds, 0.5)),
      'p99 ms': round(percentile(milliseconds, 0.99)),
    };
  });
  // The first event's hops may have been cut in two by the start of the measurement.
  const first = Math.max(
    0,
    rows.findIndex(({ hop }) => hop === 'iot'),
  );
  const accountedFor = rows.reduce((sum, row) => sum + (inSequence.has(row.hop) ? row['p50 ms'] : 0), 0);
  return [
    ...rows.slice(first),
    ...rows.slice(0, first),
    {
      hop: 'between the hops',
      what: 'waiting in queues and in the stream, network',
      'per event': 1,
      'p50 ms': round(percentile(wholeWay, 0.5) - accountedFor),
      'p99 ms': '',
    },
  ];
}

export const round = (value: number): number => Math.round(value * 10) / 10;
