import type { FunctionDefinition, QueueTrigger, StreamTrigger } from '../../../src/functions/definition.ts';
import { functions, type FunctionName } from '../../../src/generated/functions.ts';
import { startStreamEventSource } from '../services/dynamodb/stream-event-source.ts';
import type { StreamReader, StreamReaderOptions } from '../services/dynamodb/stream-reader.ts';
import { compileEventPattern } from '../services/eventbridge/event-pattern.ts';
import type { LogCapture } from '../services/lambda/log-capture.ts';
import type { LambdaRuntime } from '../services/lambda/runtime.ts';
import { startQueueEventSource } from '../services/sqs/event-source.ts';
import type { Sqs } from '../services/sqs/start.ts';
import { traceHop } from '../support/trace.ts';
import type { HopName } from '../support/trace.ts';

/** What event sources read from, and whom they call. */
export interface EventSourceParts {
  readonly lambda: LambdaRuntime;
  readonly logs: LogCapture;
  readonly sqs: Sqs;
  readonly tableName: string;
  /** Reads the table's stream. */
  readonly streamReader: (options: StreamReaderOptions) => StreamReader;
}

/** A poller of a queue or of the stream. */
export interface EventSource {
  /** Whether nothing waits and nothing is at hand. */
  readonly idle: boolean;
  close(): Promise<void>;
}

/** The pollers that Lambda would run for the deployed functions. */
export interface EventSources extends EventSource {
  /** Has the table's stream read, or no longer: of a global table's, one Region's functions read it. */
  readStream(isRead: boolean): Promise<void>;
}

/** Starts them, from the triggers in the functions' definitions; those of the table's stream if `isStreamRead`. */
export function startEventSources(parts: EventSourceParts, isStreamRead: boolean): EventSources {
  const triggersOf = <Kind extends FunctionDefinition['triggers'][number]['kind']>(kind: Kind) =>
    parts.lambda.functionNames.flatMap((name) => {
      const { triggers }: FunctionDefinition = functions[name as FunctionName];
      return triggers.flatMap((trigger) =>
        trigger.kind === kind ? [{ name, trigger: trigger as Extract<typeof trigger, { kind: Kind }> }] : [],
      );
    });
  const startStream = () => triggersOf('stream').map(({ name, trigger }) => readStream(parts, name, trigger));
  const queues = triggersOf('queue').map(({ name, trigger }) => pollQueue(parts, name, trigger));
  let stream: readonly EventSource[] = isStreamRead ? startStream() : [];
  const closeAll = (sources: readonly EventSource[]) => Promise.all(sources.map((source) => source.close()));
  return {
    get idle() {
      return [...queues, ...stream].every(({ idle }) => idle);
    },
    async readStream(isRead) {
      if (isRead === stream.length > 0) return;
      const ending = stream;
      stream = isRead ? startStream() : [];
      await closeAll(ending);
    },
    async close() {
      await closeAll([...stream, ...queues]);
    },
  };
}

function pollQueue(parts: EventSourceParts, functionName: string, trigger: QueueTrigger) {
  const queue = queueOf(parts, trigger.queue);
  return startQueueEventSource({
    sqs: parts.sqs,
    queue,
    batchSize: trigger.batchSize,
    partialBatchResponse: trigger.partialBatchResponse,
    // A FIFO queue hands out one batch of a message group at a time, which the stand-in leaves to its reader.
    concurrency: queue.name.endsWith('.fifo') ? 1 : Math.min(trigger.maximumConcurrency ?? 5, 5),
    invoke: (event) => traced(parts, 'sqs', queue.name, functionName, event),
    failed: (error) => report(parts, functionName, queue.name, error),
  });
}

function readStream(parts: EventSourceParts, functionName: string, trigger: StreamTrigger) {
  const filters = trigger.filters.map(compileEventPattern);
  const failures = queueOf(parts, trigger.onFailureQueue);
  return startStreamEventSource({
    // A poller that is new begins with the next write: what the seed made is history.
    reader: parts.streamReader({ tableName: parts.tableName, from: 'LATEST', consumer: functionName }),
    functionArn: `arn:aws:lambda:${parts.sqs.region}:000000000000:function:${functionName}`,
    batchSize: trigger.batchSize,
    bisectOnError: trigger.bisectOnError,
    maximumRetryAttempts: trigger.maximumRetryAttempts,
    partialBatchResponse: trigger.partialBatchResponse,
    matches: (record) => filters.length === 0 || filters.some((filter) => filter(record)),
    invoke: (event) => traced(parts, 'dynamodb-stream', parts.tableName, functionName, event),
    onFailure: (failed) => parts.sqs.requests.send(failures.url, JSON.stringify(failed)),
    failed: (error) => report(parts, functionName, 'stream', error),
  });
}

function queueOf({ sqs }: EventSourceParts, name: string) {
  const queue = sqs.queues[name];
  if (!queue) throw new Error(`A function's definition names an unknown queue, ${name}.`);
  return queue;
}

async function traced(
  { lambda }: EventSourceParts,
  hop: HopName,
  source: string,
  functionName: string,
  event: { readonly Records: readonly unknown[] },
): Promise<unknown> {
  const startedAt = performance.now();
  try {
    return await lambda.invoke(functionName, event);
  } finally {
    const detail = `${source}: ${event.Records.length} to ${functionName}`;
    traceHop({ hop, detail, milliseconds: performance.now() - startedAt });
  }
}

const report = ({ logs }: EventSourceParts, functionName: string, source: string, error: unknown): void =>
  logs.add(functionName, '-', `ERROR event source ${source}: ${String(error)}`);
