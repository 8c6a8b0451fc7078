/**
 * `npm run bench`: what reading, checking and generating cost when the contract has 300 and 1,000 operations, and what the compiler takes for
 * what was generated, in seconds of one processor. The last columns say whether it grows linearly: the cost of an operation, beside that of
 * today's contract.
 */
import { stringify } from 'yaml';
import { compile } from '../../test/compile.ts';
import { readContract, parseContract } from '../contract/openapi/read.ts';
import { listOperations } from '../contract/openapi/operations.ts';
import type { OpenApiDocument } from '../contract/openapi/document.ts';
import { generateBackend } from '../targets/backend/generate.ts';
import { gatewayDocument } from '../targets/gateway/document.ts';
import { generateSdk } from '../targets/sdk/generate.ts';
import { openapiTypes } from '../targets/sdk/openapi-types.ts';
import { enlarged } from './enlarge.ts';

async function cpuSeconds<Made>(work: () => Made | Promise<Made>): Promise<[seconds: number, made: Made]> {
  const before = process.cpuUsage();
  const made = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1_000_000, made];
}

async function measure(contract: OpenApiDocument) {
  const text = stringify(contract, { aliasDuplicateObjects: false });
  const [read, document] = await cpuSeconds(() => parseContract(text));
  const operations = listOperations(document);
  const [generate, files] = await cpuSeconds(async () => {
    gatewayDocument(document, operations);
    const raw = await openapiTypes(JSON.stringify(document));
    return new Map([...generateSdk(document, raw), ...(await generateBackend(document))]);
  });
  const typescript = [...files].filter(([file]) => /^(backend|sdk)\/src\/generated\/[\w/-]+\.ts$/.test(file));
  const [tsc, errors] = await cpuSeconds(() => compile(Object.fromEntries(typescript)));
  // What the SDK's own code expects of its platform is no matter of ours.
  const own = errors.filter((error) => error.includes('/generated/'));
  if (own.length > 0) throw new Error(`What was generated does not compile: ${own[0]}`);
  return { operations: operations.length, read, generate, tsc };
}

const contract = await readContract();
// The first run pays for loading compilers and formats.
await measure(contract);
const rows: Awaited<ReturnType<typeof measure>>[] = [];
for (const count of [1, 300, 1_000]) rows.push(await measure(enlarged(contract, count)));
const [today] = rows;
const seconds = (value: number): string => value.toFixed(1);
const perOperation = (row: (typeof rows)[number], part: 'read' | 'generate' | 'tsc'): string =>
  `${(((row[part] / row.operations) * (today?.operations ?? 1)) / (today?.[part] ?? 1)).toFixed(2)} ×`;
console.table(
  rows.map((row) => ({
    operations: row.operations,
    'read and check, CPU s': seconds(row.read),
    'generate, CPU s': seconds(row.generate),
    'tsc, CPU s': seconds(row.tsc),
    'read, per operation': perOperation(row, 'read'),
    'generate, per operation': perOperation(row, 'generate'),
    'tsc, per operation': perOperation(row, 'tsc'),
  })),
);
