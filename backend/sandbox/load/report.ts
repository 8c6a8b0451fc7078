/** A run of the load test as Markdown and as a picture, light and dark by the reader's preference. */
import { markdownTable } from '../cost/markdown.ts';

export interface StepResult {
  readonly step: string;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly errorsPercent: number;
}

export interface LoadResult {
  /** `2026-11-28` */
  readonly date: string;
  readonly machine: string;
  readonly target: string;
  readonly requests: number;
  readonly connections: number;
  readonly rate?: number;
  readonly steps: readonly StepResult[];
}

const commandOf = ({ requests, connections, rate }: LoadResult): string =>
  `npm run load -- --requests ${requests} --connections ${connections}${rate === undefined ? '' : ` --rate ${rate}`}`;

export function loadReport(result: LoadResult): string {
  const { date, machine, target, steps } = result;
  return [
    '# Under load',
    `Written by \`${commandOf(result)} --write\` on ${date}. ${machine}. Under load: ${target}. Each step alone, so that its percentiles ` +
      'are its own; milliseconds from the request to the whole response.',
    '![Requests a second and percentiles of each step](load.svg)',
    markdownTable(
      ['step', 'requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'errors %'],
      steps.map((step) => [
        step.step,
        ...[step.requestsPerSecond, step.p50, step.p95, step.p99, step.errorsPercent].map(String),
      ]),
    ),
    '',
  ].join('\n\n');
}

const width = 760;
const labelWidth = 190;
const rowHeight = 62;

export function loadPicture({ date, steps }: LoadResult): string {
  const slowest = Math.max(1, ...steps.map(({ p99 }) => p99));
  const rows = steps.flatMap((step, row) => {
    const y = 56 + row * rowHeight;
    return [
      `<text x="${labelWidth - 10}" y="${y + 16}" text-anchor="end">${escaped(step.step)}</text>`,
      `<text class="n" x="${labelWidth - 10}" y="${y + 32}" text-anchor="end">${step.requestsPerSecond} requests/s</text>`,
      ...(['p50', 'p95', 'p99'] as const).flatMap((part, index) => {
        const bar = Math.max(1, Math.round((step[part] / slowest) * (width - labelWidth - 90)));
        const top = y + index * 14;
        return [
          `<rect class="s${index}" x="${labelWidth}" y="${top}" width="${bar}" height="11" rx="2"/>`,
          `<text class="n" x="${labelWidth + bar + 6}" y="${top + 10}">${part} ${step[part]} ms</text>`,
        ];
      }),
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${64 + steps.length * rowHeight}" role="img" aria-label="Milliseconds and requests a second of each step under load">
<style>
text { font: 13px system-ui, sans-serif; fill: #1c2330 } .n { font-size: 11px }
.s0 { fill: #9cc3ee } .s1 { fill: #5b97d8 } .s2 { fill: #1f5fae }
@media (prefers-color-scheme: dark) { text { fill: #e7ebf2 } .s0 { fill: #3a628f } .s1 { fill: #5f97d6 } .s2 { fill: #a8d0ff } }
</style>
<text x="0" y="14">Milliseconds to the response, each step alone, ${date}</text>
${rows.join('\n')}
</svg>
`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
