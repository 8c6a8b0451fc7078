import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { processGroups } from '../../runtime/batch.ts';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe, traced } from '../../runtime/observability.ts';
import { failedFrom, lockerEventOf, lockerOf } from '../stream-record.ts';
import { notificationOf } from './notification.ts';

export const createHandler = () => {
  const observability = lazily(observe);

  const topic = lazily(() => ({
    arn: requiredVariable('DELIVERY_STATUS_TOPIC_ARN'),
    client: observability().tracer.captureAWSv3Client(
      new SNSClient({
        maxAttempts: 4,
        requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
      }),
    ),
  }));

  const work = async (record: DynamoDBRecord): Promise<void> => {
    const { arn, client } = topic();
    await client.send(new PublishCommand({ TopicArn: arn, ...notificationOf(lockerEventOf(record)) }));
  };

  /** Status after status of a locker's deliveries, lockers side by side. */
  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { logger, newMetrics, tracer } = observability();
    const failed = await traced(tracer, 'notify', () =>
      processGroups(event.Records, {
        groupOf: lockerOf,
        work,
        afterFailure: 'stop',
        failed: (record, error) =>
          logger.error('status not published', {
            correlation_id: lockerEventOf(record).correlationId,
            locker: lockerOf(record),
            sequenceNumber: record.dynamodb?.SequenceNumber,
            error,
          }),
      }),
    );
    const metrics = newMetrics();
    metrics.addMetric('NotificationsPublished', MetricUnit.Count, event.Records.length - failed.length);
    if (failed.length > 0) metrics.addMetric('NotificationsFailed', MetricUnit.Count, failed.length);
    metrics.publishStoredMetrics();
    return failedFrom(failed);
  };
};

export const handler = createHandler();
