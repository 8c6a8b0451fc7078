/**
 * Works off a batch of the table's stream: lockers side by side, the events of each one after another. A global table's stream has every
 * write in every Region, so both Regions' functions read it, and those of the active one do the work.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { processGroups } from '../runtime/batch.ts';
import { traced, type Observability } from '../runtime/observability.ts';
import { failedFrom, lockerEventOf, lockerOf } from './stream-record.ts';

export interface StreamWork {
  /** Name of the span. */
  readonly name: string;
  /** Whether this Region does the work. */
  readonly isActive: () => Promise<boolean>;
  readonly work: (record: DynamoDBRecord) => Promise<void>;
  /** What the log says of an event whose work failed: it and the locker's events behind it come again. */
  readonly failure: string;
  /** Metrics: how many of what. */
  readonly countsOf: (
    records: readonly DynamoDBRecord[],
    failed: readonly DynamoDBRecord[],
  ) => Readonly<Record<string, number>>;
}

export const workOffStream = async (
  event: DynamoDBStreamEvent,
  { logger, publish, takeMetrics, tracer }: Observability,
  { name, isActive, work, failure, countsOf }: StreamWork,
): Promise<DynamoDBBatchResponse> => {
  if (!(await isActive())) return failedFrom([]);
  const failed = await traced(tracer, name, () =>
    processGroups(event.Records, {
      groupOf: lockerOf,
      work,
      afterFailure: 'stop',
      failed: (record, error) =>
        logger.error(failure, {
          correlation_id: lockerEventOf(record).correlationId,
          lockerId: lockerOf(record),
          sequenceNumber: record.dynamodb?.SequenceNumber,
          error,
        }),
    }),
  );
  const metrics = takeMetrics();
  for (const [metric, count] of Object.entries(countsOf(event.Records, failed)))
    metrics.addMetric(metric, MetricUnit.Count, count);
  publish(metrics);
  return failedFrom(failed);
};
