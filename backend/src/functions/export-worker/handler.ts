import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { exportRepository } from '../../data/export-repository.ts';
import { invoiceRepository } from '../../data/invoice-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import type { TenantId } from '../../domain/principal.ts';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe, traced } from '../../runtime/observability.ts';
import type { ExportMessage } from '../invoices-api/export-queue.ts';
import { queues } from '../resources.ts';
import { makeExport, type ExportServices } from './make-export.ts';

/** The partner in a message was a verified caller's when `invoices-api` sent it; nobody else may send to the queue. */
const readMessage = (record: SQSRecord) => {
  const { partnerId, exportId, correlationId } = JSON.parse(record.body) as ExportMessage;
  return { tenant: partnerId as TenantId, exportId, correlationId };
};

export const createHandler = () => {
  const observability = lazily(observe);

  const services = lazily((): ExportServices => {
    const { tracer } = observability();
    const table = connectTable(tracer);
    return {
      exports: exportRepository(table),
      invoices: invoiceRepository(table),
      s3: tracer.captureAWSv3Client(new S3Client({})),
      bucket: requiredVariable('EXPORTS_BUCKET'),
    };
  });

  const work = async (record: SQSRecord): Promise<void> => {
    const { logger, publish, takeMetrics, tracer } = observability();
    const { tenant, exportId, correlationId: correlation_id } = readMessage(record);
    const metrics = takeMetrics();
    try {
      const outcome = await traced(tracer, 'makeExport', () => makeExport(services(), tenant, exportId));
      logger.info('export', { correlation_id, exportId, partnerId: tenant, outcome });
      if (outcome === 'made') metrics.addMetric('ExportsMade', MetricUnit.Count, 1);
    } catch (error) {
      logger.error('export failed', {
        correlation_id,
        exportId,
        partnerId: tenant,
        error: error as Error,
      });
      metrics.addMetric('ExportsFailed', MetricUnit.Count, 1);
      await giveUpAtLast(record, tenant, exportId);
      throw error;
    } finally {
      publish(metrics);
    }
  };

  /** The last try: the message goes to the dead-letter queue for us, and the partner is told that nothing more will come. */
  const giveUpAtLast = async (record: SQSRecord, tenant: TenantId, exportId: string): Promise<void> => {
    if (Number(record.attributes.ApproximateReceiveCount) < queues.exports.maxReceiveCount) return;
    await services().exports.advance(tenant, exportId, {
      state: 'failed',
      finishedAt: new Date().toISOString(),
      failureReason: 'The file could not be made. Ask for the export again.',
    });
  };

  /**
   * A failed message fails the later ones of its partner, which must not overtake it; other partners' are worked off as usual.
   */
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    processPartialResponse(event, work, new SqsFifoPartialProcessorAsync(), {
      context,
      skipGroupOnError: true,
      throwOnFullBatchFailure: false,
    });
};

export const handler = createHandler();
