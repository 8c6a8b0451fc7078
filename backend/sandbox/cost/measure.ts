/** What every operation, field and event makes the platform do, asked of the sandbox, which runs the backend itself. */
import type { FunctionDefinition } from '../../src/functions/definition.ts';
import { functions } from '../../src/generated/functions.ts';
import { startSandbox } from '../src/sandbox.ts';
import { onHop, type Hop } from '../src/support/trace.ts';
import type { Step } from './cast.ts';
import { followPartitions, type Growth, type PartitionWrites } from './partitions.ts';
import { tellStory } from './story.ts';
import { tellVariants } from './variants.ts';

/** What one call costs before anybody's prices. */
export interface Effort {
  /** Read units of the table and its indexes. */
  readonly readUnits: number;
  /** Write units of the table and its indexes, in one Region. */
  readonly writeUnits: number;
  /** Write units of each other Region for the deletion, one day, of what expires. */
  readonly expiringUnits: number;
  /** How often each service does what; consequences included, such as the publication that a write sets off. */
  readonly hops: Readonly<Record<string, number>>;
}

/** By the name of the operation, field or event. */
export type Efforts = Readonly<Record<string, Effort>>;

export interface LogBytes {
  readonly lines: number;
  /** Metrics that a reader of the stream writes, once for all records of a batch; the sandbox's batches have one. */
  readonly batch: number;
}

export interface Measurement {
  readonly efforts: Efforts;
  /** What the functions log, by the same names. Not compared: a line carries durations. */
  readonly logBytes: Readonly<Record<string, LogBytes>>;
  /** Bytes that the doors send as bodies, compressed if they are, by the same names. Not compared: what compresses well is in the names. */
  readonly responseBytes: Readonly<Record<string, number>>;
  /** Custom metrics that the functions write, each by its namespace, dimensions and name, by the same names. Not compared. */
  readonly metrics: Readonly<Record<string, readonly string[]>>;
  /** Which partitions a call writes to, by the same names. */
  readonly partitions: Readonly<Record<string, PartitionWrites>>;
  /** How much a call leaves in the table, by the same names. Not compared: it depends on the names that are stored. */
  readonly growth: Readonly<Record<string, Growth>>;
  /** What roles may do and nobody did, even in the story's variants. */
  readonly unusedGrants: readonly string[];
}

const streamReaders: ReadonlySet<string> = new Set(
  Object.entries<FunctionDefinition>(functions).flatMap(([name, { triggers }]) =>
    triggers.some(({ kind }) => kind === 'stream') ? [name] : [],
  ),
);

/** Tells the story twice, since functions read keys and settings at their first call, and measures the second time. */
export async function measure(): Promise<Measurement> {
  let logged = { lines: 0, batch: 0 };
  const written = new Set<string>();
  const sandbox = await startSandbox({
    port: 0,
    seed: null,
    onLog: ({ functionName, text }) => {
      // What the platform says of an invocation stays out of the log there: `system_log_level`.
      if (!(functionName in functions) || !text.startsWith('{')) return;
      const isOfBatch = streamReaders.has(functionName) && text.startsWith('{"_aws"');
      logged[isOfBatch ? 'batch' : 'lines'] += Buffer.byteLength(text);
      for (const metric of metricsIn(text)) written.add(metric);
    },
  });
  const hops: Hop[] = [];
  const stop = onHop((hop) => hops.push(hop));
  const efforts: Record<string, Effort> = {};
  const logBytes: Record<string, LogBytes> = {};
  const responseBytes: Record<string, number> = {};
  const metrics: Record<string, readonly string[]> = {};
  const partitions: Record<string, PartitionWrites> = {};
  const growth: Record<string, Growth> = {};
  const writes = await followPartitions(sandbox);
  const step: Step = async (name, run) => {
    await sandbox.settled();
    await writes.take();
    hops.length = 0;
    logged = { lines: 0, batch: 0 };
    written.clear();
    const result = await run();
    await sandbox.settled();
    const effort = effortOf(hops);
    const { expiringUnits, ...left } = await writes.take();
    efforts[name] = { ...effort, expiringUnits };
    logBytes[name] = { ...logged };
    responseBytes[name] = bytesAnswered(hops);
    metrics[name] = [...written];
    ({ partitions: partitions[name], growth: growth[name] } = left);
    return result;
  };
  try {
    await tellStory(sandbox, step);
    await tellStory(sandbox, step);
    await tellVariants(sandbox);
    await sandbox.settled();
    return {
      efforts,
      logBytes,
      responseBytes,
      metrics,
      partitions,
      growth,
      unusedGrants: sandbox.unusedGrants(),
    };
  } finally {
    stop();
    writes.close();
    await sandbox.close();
  }
}

/** Embedded metric format (CloudWatch User Guide, "Specification: Embedded metric format"): a metric for each set of dimensions. */
interface EmbeddedMetrics {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [dimension: string]: unknown;
}

function metricsIn(line: string): string[] {
  if (!line.includes('"_aws"')) return [];
  const written = JSON.parse(line) as EmbeddedMetrics;
  return (written._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [Namespace, ...names.map((name) => String(written[name])), Name].join(' ')),
    ),
  );
}

function effortOf(hops: readonly Hop[]): Omit<Effort, 'expiringUnits'> {
  const counts: Record<string, number> = {};
  for (const hop of hops) counts[labelOf(hop)] = (counts[labelOf(hop)] ?? 0) + 1;
  const sum = (kind: 'read' | 'write') => hops.reduce((total, { units }) => total + (units?.[kind] ?? 0), 0);
  return {
    readUnits: sum('read'),
    writeUnits: sum('write'),
    hops: Object.fromEntries(Object.entries(counts).toSorted(([left], [right]) => (left < right ? -1 : 1))),
  };
}

/** What callers were sent; a publication is answered to a function. */
const bytesAnswered = (hops: readonly Hop[]): number =>
  hops.reduce(
    (total, { detail, bytes = 0 }) => total + (detail.startsWith('mutation Publish') ? 0 : bytes),
    0,
  );

/** A hop without what differs from call to call: ids, statuses, numbers of records. */
function labelOf({ hop, detail }: Hop): string {
  const kind = detail
    .replace(/\b[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}\b/g, '{id}')
    .replace(/ → \d+$/, '')
    .replace(/: \d+ to /, ' to ');
  return `${hop} ${kind}`;
}
