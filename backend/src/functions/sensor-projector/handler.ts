import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { deviceRepository } from '../../data/device-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { deviceCorrelationId } from '../../domain/locker-event.ts';
import type { DeviceEventDetail } from '../../generated/events/types.ts';
import { processGroups } from '../../runtime/batch.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe, traced } from '../../runtime/observability.ts';
import { projectMessage, type Outcome } from './project-message.ts';
import { claimedCorrelationId, readMessage } from './read-message.ts';

/** A record with what is in it, or with why that cannot be read. */
type Received =
  | { readonly record: SQSRecord; readonly message: DeviceEventDetail }
  | { readonly record: SQSRecord; readonly message?: never; readonly error: unknown };

const receive = (record: SQSRecord): Received => {
  try {
    return { record, message: readMessage(record) };
  } catch (error) {
    return { record, error };
  }
};

const metricOf: Readonly<Record<Outcome, string>> = {
  recorded: 'DeviceMessagesRecorded',
  heartbeat: 'DeviceHeartbeats',
  duplicate: 'DeviceMessagesRepeated',
};

export const createHandler = () => {
  const observability = lazily(observe);
  const devices = lazily(() => deviceRepository(connectTable(observability().tracer)));

  /**
   * Messages of one locker one after another, because they would race for its next sequence, and in the device's order as far as they
   * came together. A message that fails comes again and moves to the dead-letter queue in the end; none waits for it.
   */
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const { logger, publish, takeMetrics, tracer } = observability();
    const metrics = takeMetrics();
    const received = event.Records.map(receive).toSorted(
      (a, b) => (a.message?.deviceSequence ?? 0) - (b.message?.deviceSequence ?? 0),
    );
    const failed = await traced(tracer, 'projectMessages', () =>
      processGroups(received, {
        groupOf: ({ record, message }) => message?.lockerId ?? record.messageId,
        async work(one) {
          if (!one.message) throw one.error;
          const outcome = await projectMessage(devices(), one.message);
          metrics.addMetric(metricOf[outcome], MetricUnit.Count, 1);
          const { lockerId, deviceSequence, type } = one.message;
          const line = { correlation_id: deviceCorrelationId(lockerId, deviceSequence), type, outcome };
          // Heartbeats come all the time, and nobody waits for one.
          if (outcome === 'heartbeat') logger.debug('device message', line);
          else logger.info('device message', line);
        },
        afterFailure: 'continue',
        failed: ({ record }, error) =>
          logger.error('device message not recorded', {
            correlation_id: claimedCorrelationId(record),
            messageId: record.messageId,
            error,
          }),
      }),
    );
    if (failed.length > 0) metrics.addMetric('DeviceMessagesFailed', MetricUnit.Count, failed.length);
    publish(metrics);
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };
};

export const handler = createHandler();
