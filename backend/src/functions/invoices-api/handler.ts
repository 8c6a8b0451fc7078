import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { exportRepository } from '../../data/export-repository.ts';
import { invoiceRepository } from '../../data/invoice-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { validators } from '../../generated/validators/invoices-api.js';
import { createApi } from '../../http/api.ts';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { exportFiles } from './export-files.ts';
import { exportQueue } from './export-queue.ts';
import { exportHandlers } from './exports.ts';
import { invoiceHandlers } from './invoices.ts';

export const handler = createApi({
  name: 'invoices-api',
  validators,
  loadReplyValidators: () =>
    process.env.VALIDATE_RESPONSES === 'true'
      ? import('../../generated/validators/invoices-api.replies.js').then(({ replies }) => replies)
      : undefined,
  connect: ({ tracer }) => {
    const table = connectTable(tracer);
    const queue = exportQueue(
      lazily(() => tracer.captureAWSv3Client(new SQSClient({}))),
      () => requiredVariable('EXPORT_QUEUE_URL'),
    );
    const files = exportFiles(
      lazily(() => new S3Client({})),
      () => requiredVariable('EXPORTS_BUCKET'),
    );
    return {
      table,
      handlers: {
        ...invoiceHandlers(invoiceRepository(table)),
        ...exportHandlers(exportRepository(table), queue, files),
      },
    };
  },
});
