// `npm run bench`: the SDK beside its peers, measured in one run on this machine, as one table.
//
// NORTHWIND_BENCH_BEFORE=<commit or tag> measures that state of the SDK, too, and what became of the SDK's own part.
// CPU is a ratio to raw fetch with a time limit in the same run; absolute times say little on a shared machine.
import { spawnSync } from 'node:child_process';
import { buildBefore } from './before.ts';
import { LIMITED_FETCH, SDK } from './clients.ts';
import { measureCpu } from './cpu.ts';
import { measureInstantiations } from './instantiations.ts';
import { measureOwnPart } from './own-part.ts';
import { measureImport, measureWeight, programs } from './weight.ts';

if (!globalThis.gc) {
  // Garbage is collected between rounds, so that no client pays for another's.
  const { status } = spawnSync(process.execPath, ['--expose-gc', import.meta.filename], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const commit = process.env['NORTHWIND_BENCH_BEFORE'];
const before = commit === undefined ? undefined : await buildBefore(commit);
const { cpu, shares, ownPart } = await measure().finally(() => before?.remove());
const instantiations = measureInstantiations();
const rawFetch = cpu.get(LIMITED_FETCH)!;

const kib = (bytes: number): string => (bytes / 1024).toFixed(1);
const rows: string[][] = [
  ['client', 'CPU µs/request', '÷ raw fetch', 'min+gzip KiB', '… lazy', 'import ms', 'type instantiations'],
];
for (const [name, microseconds] of cpu) {
  const program = programs[name];
  const weight = program === undefined ? undefined : await measureWeight(program);
  rows.push([
    name,
    microseconds.toFixed(0),
    (microseconds / rawFetch).toFixed(2),
    weight ? kib(weight.eager) : '',
    weight?.lazy ? kib(weight.lazy) : '',
    program === undefined ? '' : measureImport(name).toFixed(1),
    instantiations.get(name)?.toLocaleString('en') ?? '',
  ]);
}

const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const row of rows) {
  console.log(
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}
console.log(`\nNode ${process.version}, 32 requests at a time over loopback, median of 9 rounds of 1,500.`);

const sdk = cpu.get(SDK)!;
const parts = [...shares]
  .toSorted(([, one], [, other]) => other - one)
  .map(([part, share]) => `${part} ${(share * sdk).toFixed(0)}`);
console.log(`\nOf the SDK's ${sdk.toFixed(0)} µs a request, by a profile: ${parts.join(', ')}.`);
if (ownPart)
  console.log(
    `\nThe SDK's own part, with a fetch that answers at once: ${ownPart.now.toFixed(1)} µs a request; at ${commit}: ` +
      `${ownPart.before.toFixed(1)}. Ratio ${ownPart.ratio.toFixed(2)}.`,
  );
process.exit(0);

async function measure() {
  const { byClient, shares } = await measureCpu(before?.sdk);
  return { cpu: byClient, shares, ownPart: before && (await measureOwnPart(before.sdk)) };
}
