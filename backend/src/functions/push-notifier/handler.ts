import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe } from '../../runtime/observability.ts';
import { ownRegionPublishes } from '../active-region.ts';
import { workOffStream } from '../stream-batch.ts';
import { lockerEventOf } from '../stream-record.ts';
import { notificationOf } from './notification.ts';

export const createHandler = () => {
  const observability = lazily(observe);
  const isActive = lazily(ownRegionPublishes);

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
  return (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    workOffStream(event, observability(), {
      name: 'notify',
      isActive: () => isActive()(),
      work,
      failure: 'status not published',
      countsOf: (records, failed) => ({
        NotificationsPublished: records.length - failed.length,
        ...(failed.length > 0 ? { NotificationsFailed: failed.length } : {}),
      }),
    });
};

export const handler = createHandler();
