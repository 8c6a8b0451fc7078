import { exportRepository } from '../../data/export-repository.ts';
import { invoiceRepository } from '../../data/invoice-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { validators } from '../../generated/validators/invoices-api.js';
import { createApi } from '../../http/api.ts';
import { requiredVariable } from '../../runtime/environment.ts';
import { exportFiles } from './export-files.ts';
import { exportQueue } from './export-queue.ts';
import { exportHandlers } from './exports.ts';
import { invoiceHandlers } from './invoices.ts';

export const createHandler = () =>
  createApi({
    name: 'invoices-api',
    validators,
    loadReplyValidators: () =>
      process.env.VALIDATE_RESPONSES === 'true'
        ? import('../../generated/validators/invoices-api.replies.js').then(({ replies }) => replies)
        : undefined,
    connect: ({ tracer }) => {
      const table = connectTable(tracer);
      const queue = exportQueue(
        (client) => tracer.captureAWSv3Client(client),
        () => requiredVariable('EXPORT_QUEUE_URL'),
      );
      const files = exportFiles(() => requiredVariable('EXPORTS_BUCKET'));
      return {
        table,
        handlers: {
          ...invoiceHandlers(invoiceRepository(table)),
          ...exportHandlers(exportRepository(table), queue, files),
        },
      };
    },
  });

export const handler = createHandler();
