/** What breaks first, as a Markdown table. */
import { loads, warmths } from './capacity.ts';
import { markdownTable } from './markdown.ts';
import type { Measurement } from './measure.ts';
import traffic from './traffic.json' with { type: 'json' };

const count = (value: number): string =>
  value >= 10
    ? Math.round(value).toLocaleString('en-US')
    : value.toLocaleString('en-US', { maximumFractionDigits: 2 });

export function capacityReport(measured: Measurement): string {
  const perDay = Object.values(traffic.scenarios.december).reduce((sum, each) => sum + each, 0);
  return [
    '# What breaks first',
    `Written by \`npm run capacity -- --write\`. December's ${perDay.toLocaleString('en-US')} calls and messages a day, ` +
      `${traffic.assumptions.peakFactor} times as many in the busiest second as on average ` +
      `(${count((perDay / 86_400) * traffic.assumptions.peakFactor)} a second), against the quotas in \`quotas.json\`. Writes to partitions ` +
      'are measured in the sandbox; the share of the largest partner, building, locker and person is stated in `traffic.json`.',
    markdownTable(
      ['quota or partition', 'limit', 'at the peak', 'at ten times', 'used up at', 'can be raised'],
      loads(measured)
        .filter(({ breaksAt }) => breaksAt < 1_000)
        .map(({ what, limit, adjustable, atPeak, breaksAt }) => [
          breaksAt < 10 ? `**${what}**` : what,
          count(limit),
          count(atPeak),
          count(atPeak * 10),
          `× ${count(breaksAt)}`,
          adjustable ? 'yes' : 'no',
        ]),
    ),
    '## Kept warm in December',
    'Environments of functions that somebody waits for, in the primary Region by day: what the busiest second needs, by the milliseconds that ' +
      '`traffic.json` states, and what prod’s plan keeps. Sign-ins are no call that is measured; nothing counts with them.',
    markdownTable(
      ['function', 'needed at the peak', 'kept warm'],
      warmths(measured).map(({ name, needed, planned }) => [
        name,
        needed === undefined ? '' : count(needed),
        count(planned),
      ]),
    ),
    '',
  ].join('\n\n');
}
