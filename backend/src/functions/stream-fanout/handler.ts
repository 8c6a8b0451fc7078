import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { processGroups } from '../../runtime/batch.ts';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe, traced } from '../../runtime/observability.ts';
import { failedFrom, lockerEventOf, lockerOf } from '../stream-record.ts';
import { countsOf } from './counts.ts';
import { publicationsOf } from './publications.ts';
import { publisher } from './publisher.ts';
import { signedPost } from './signed-fetch.ts';

export const createHandler = () => {
  const observability = lazily(observe);

  const publish = lazily(() =>
    publisher({
      url: new URL(requiredVariable('GRAPHQL_URL')),
      post: signedPost({ region: requiredVariable('AWS_REGION'), timeout: 3_000 }),
    }),
  );

  const work = async (record: DynamoDBRecord): Promise<void> => {
    const event = lockerEventOf(record);
    await Promise.all(publicationsOf(event).map((publication) => publish()(publication)));
    const { correlationId: correlation_id, lockerId, sequence } = event;
    observability().logger.info('published', { correlation_id, lockerId, sequence });
  };

  /**
   * Lockers side by side, the events of each one after another. An event may be published twice, never in the wrong order: subscribers
   * drop what has a sequence they have seen.
   */
  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { logger, newMetrics, tracer } = observability();
    const failed = await traced(tracer, 'publishEvents', () =>
      processGroups(event.Records, {
        groupOf: lockerOf,
        work,
        afterFailure: 'stop',
        failed: (record, error) =>
          logger.error('event not published', {
            correlation_id: lockerEventOf(record).correlationId,
            lockerId: lockerOf(record),
            sequenceNumber: record.dynamodb?.SequenceNumber,
            error,
          }),
      }),
    );
    const metrics = newMetrics();
    for (const [name, count] of Object.entries(countsOf(event.Records, failed)))
      metrics.addMetric(name, MetricUnit.Count, count);
    metrics.publishStoredMetrics();
    return failedFrom(failed);
  };
};

export const handler = createHandler();
