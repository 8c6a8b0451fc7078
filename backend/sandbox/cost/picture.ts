/** The bill by service as a bar chart, light and dark by the reader's preference. */
import { scenarios, totalOf } from './bill.ts';
import type { Measurement } from './measure.ts';
import { byService } from './report.ts';
import { wholeBill } from './standing.ts';

const width = 760;
const labelWidth = 210;
const rowHeight = 34;

export function picture(measured: Measurement): string {
  const bills = scenarios.map((scenario) => ({ scenario, lines: wholeBill(scenario, measured) }));
  const services = [...byService(bills.at(-1)?.lines ?? []).keys()];
  const sums = bills.map(({ lines }) => byService(lines));
  const largest = Math.max(...sums.flatMap((each) => [...each.values()]));
  const height = 70 + services.length * rowHeight;
  const rows = services.flatMap((service, row) => {
    const y = 56 + row * rowHeight;
    return [
      `<text x="${labelWidth - 8}" y="${y + 15}" text-anchor="end">${service}</text>`,
      ...sums.map((each, index) => {
        const amount = each.get(service) ?? 0;
        const bar = Math.max(1, Math.round((amount / largest) * (width - labelWidth - 80)));
        const top = y + index * 12;
        return (
          `<rect class="s${index}" x="${labelWidth}" y="${top}" width="${bar}" height="10" rx="2"/>` +
          `<text class="n" x="${labelWidth + bar + 6}" y="${top + 9}">${Math.round(amount).toLocaleString('en-US')}</text>`
        );
      }),
    ];
  });
  const legend = bills.map(
    ({ scenario, lines }, index) =>
      `<rect class="s${index}" x="${labelWidth + index * 200}" y="26" width="10" height="10" rx="2"/>` +
      `<text x="${labelWidth + 16 + index * 200}" y="35">${scenario}: ${Math.round(totalOf(lines)).toLocaleString('en-US')} USD</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The bill of a month by service">
<style>
text { font: 13px system-ui, sans-serif; fill: #1c2330 } .n { font-size: 11px }
.s0 { fill: #6aa1e0 } .s1 { fill: #1f5fae }
@media (prefers-color-scheme: dark) { text { fill: #e7ebf2 } .s0 { fill: #4a7ab3 } .s1 { fill: #8fc1ff } }
</style>
<text x="0" y="14">USD a month by service</text>
${[...legend, ...rows].join('\n')}
</svg>
`;
}
