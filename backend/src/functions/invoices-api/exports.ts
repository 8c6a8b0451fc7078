/** Asking for an export, and asking how far it is. */
import type { ExportRepository } from '../../data/export-repository.ts';
import { exportObjectKey, requestExport } from '../../domain/invoice-export.ts';
import { notFound } from '../../domain/refusal.ts';
import type { InvoiceExport, OperationHandlers, OperationReply } from '../../generated/operations.ts';
import { basePath } from '../../generated/manifest.ts';
import { createOnce } from '../../http/creation.ts';
import type { RequestContext } from '../../http/request-context.ts';
import type { ExportQueue } from './export-queue.ts';
import type { ExportFiles } from './export-files.ts';
import { exportView } from './views.ts';

type Handlers = Pick<
  OperationHandlers<'invoices-api', RequestContext>,
  'createInvoiceExport' | 'getInvoiceExport'
>;

/** Seconds: an export of some hundred invoices is ready by then. */
const ASK_AGAIN_AFTER = 2;

export const exportHandlers = (
  exports: ExportRepository,
  queue: ExportQueue,
  files: ExportFiles,
): Handlers => ({
  async createInvoiceExport({ body }, context) {
    let reply: OperationReply<'createInvoiceExport'>;
    try {
      reply = await createOnce(context, {
        prefix: 'exp',
        label: 'export',
        find: (id) => exports.find(context.tenant, id),
        async make(id) {
          const invoiceExport = requestExport(context.tenant, id, body, context.now);
          const accepted = acceptedReply(exportView(invoiceExport));
          await exports.insert(invoiceExport, context.record(accepted));
          return accepted;
        },
      });
    } catch (error) {
      // A function that died after writing and before sending left an export that nobody makes: a repetition sends again. The
      // queue and the worker take the same message twice without harm.
      const stored = await context.findResponse();
      const known = stored && (JSON.parse(stored.body) as InvoiceExport);
      if (known) await queue.send(context.tenant, known.id, context.correlationId);
      throw error;
    }
    await queue.send(context.tenant, reply.body.id, context.correlationId);
    return reply;
  },

  async getInvoiceExport({ path }, context) {
    const found = await exports.find(context.tenant, path.exportId);
    if (!found) throw notFound('export', path.exportId);
    const { partnerId, id, format, state } = found;
    const link = state === 'ready' ? await files.sign(exportObjectKey(partnerId, id, format)) : undefined;
    return { status: 200, body: exportView(found, link) };
  },
});

const acceptedReply = (body: InvoiceExport): OperationReply<'createInvoiceExport'> => ({
  status: 202,
  headers: { Location: `${basePath}/invoice-exports/${body.id}`, 'Retry-After': ASK_AGAIN_AFTER },
  body,
});
