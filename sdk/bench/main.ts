// `npm run bench`: the SDK beside its peers, measured in one run on this machine, as one table.
//
// CPU is a ratio to raw fetch with a time limit in the same run; absolute times say little on a shared machine.
import { spawnSync } from 'node:child_process';
import { measureCpu } from './cpu.ts';
import { measureInstantiations } from './instantiations.ts';
import { measureImport, measureWeight, programs } from './weight.ts';

if (!globalThis.gc) {
  // Garbage is collected between rounds, so that no client pays for another's.
  const { status } = spawnSync(process.execPath, ['--expose-gc', import.meta.filename], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const { byClient: cpu, shares } = await measureCpu();
const instantiations = measureInstantiations();
const rawFetch = cpu.get('raw fetch, with a time limit')!;

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

const sdk = cpu.get('@northwind/sdk')!;
const parts = [...shares]
  .toSorted(([, one], [, other]) => other - one)
  .map(([part, share]) => `${part} ${(share * sdk).toFixed(0)}`);
console.log(`\nOf the SDK's ${sdk.toFixed(0)} µs a request, by a profile: ${parts.join(', ')}.`);
process.exit(0);
