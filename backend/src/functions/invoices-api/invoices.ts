/** Reading, writing and changing invoices. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { InvoiceRepository } from '../../data/invoice-repository.ts';
import { retryWhenOvertaken } from '../../data/transaction.ts';
import { etagOf, requireMatch } from '../../domain/etag.ts';
import * as rules from '../../domain/invoice.ts';
import { payInvoice as settle } from '../../domain/payment.ts';
import type { TenantId } from '../../domain/principal.ts';
import { invalidInput, notFound } from '../../domain/refusal.ts';
import type { OperationHandlers } from '../../generated/operations.ts';
import { basePath } from '../../generated/manifest.ts';
import { createOnce, freeIdentifier } from '../../http/creation.ts';
import type { RequestContext } from '../../http/request-context.ts';
import { invoiceSummary, invoiceView, paymentView } from './views.ts';

type Handlers = Omit<
  OperationHandlers<'invoices-api', RequestContext>,
  'createInvoiceExport' | 'getInvoiceExport'
>;

const creation =
  (invoices: InvoiceRepository): Handlers['createInvoice'] =>
  ({ body }, context) =>
    createOnce(context, {
      prefix: 'inv',
      label: 'invoice',
      find: (id) => invoices.find(context.tenant, id),
      async make(id) {
        const invoice = rules.draftInvoice(context.tenant, id, body, context.now);
        const reply = {
          status: 201 as const,
          headers: { Location: `${basePath}/invoices/${invoice.id}`, ETag: etagOf(invoice.version) },
          body: invoiceView(invoice, [], context.now),
        };
        await invoices.insert(invoice, context.record(reply));
        return reply;
      },
    });

export const invoiceHandlers = (invoices: InvoiceRepository): Handlers => {
  const find = async (tenant: TenantId, invoiceId: string) => {
    const found = await invoices.find(tenant, invoiceId);
    if (!found) throw notFound('invoice', invoiceId);
    return found;
  };

  const findWithPayments = async (tenant: TenantId, invoiceId: string) => {
    const found = await invoices.findWithPayments(tenant, invoiceId);
    if (!found) throw notFound('invoice', invoiceId);
    return found;
  };

  /** One step of the state machine: read, check `If-Match`, decide, write, and again if somebody was faster. */
  const step = (
    invoiceId: string,
    ifMatch: string | undefined,
    context: RequestContext,
    decide: (invoice: rules.Invoice, now: string) => rules.Invoice,
  ) =>
    retryWhenOvertaken(async () => {
      const { invoice, payments } = await findWithPayments(context.tenant, invoiceId);
      requireMatch(ifMatch, invoice.version);
      const next = decide(invoice, context.now);
      const reply = {
        status: 200 as const,
        headers: { ETag: etagOf(next.version) },
        body: invoiceView(next, payments, context.now),
      };
      await invoices.replace(next, context.record(reply));
      return reply;
    });

  return {
    async listInvoices({ query }, context) {
      const { issuedFrom, issuedTo } = query;
      if (issuedFrom !== undefined && issuedTo !== undefined && issuedTo < issuedFrom) {
        throw invalidInput('/query/issuedTo', 'must not be before issuedFrom');
      }
      const page = await invoices.list(
        context.tenant,
        query,
        { descending: query.sort === '-issuedAt' },
        { limit: query.limit, after: context.position },
      );
      const data = page.items.map((invoice) => invoiceSummary(invoice, context.now));
      return { status: 200, body: { data, nextCursor: context.nextCursor(page) } };
    },

    createInvoice: creation(invoices),

    async getInvoice({ path }, context) {
      const { invoice, payments } = await findWithPayments(context.tenant, path.invoiceId);
      return {
        status: 200,
        headers: { ETag: etagOf(invoice.version) },
        body: invoiceView(invoice, payments, context.now),
      };
    },

    updateInvoice: ({ path, header, body }, context) =>
      step(path.invoiceId, header.ifMatch, context, (invoice, now) => rules.changeDraft(invoice, body, now)),

    deleteInvoice: ({ path, header }, context) =>
      retryWhenOvertaken(async () => {
        const invoice = await find(context.tenant, path.invoiceId);
        requireMatch(header.ifMatch, invoice.version);
        rules.requireDraft(invoice);
        const reply = { status: 204 as const };
        await invoices.remove(invoice, context.record(reply));
        return reply;
      }),

    finalizeInvoice: ({ path, header }, context) =>
      retryWhenOvertaken(async () => {
        const { tenant, now } = context;
        const year = rules.numberingYear(now);
        const [invoice, last] = await Promise.all([
          find(tenant, path.invoiceId),
          invoices.lastNumber(tenant, year),
        ]);
        requireMatch(header.ifMatch, invoice.version);
        const issued = rules.finalizeInvoice(invoice, rules.invoiceNumber(year, last + 1), now);
        const reply = {
          status: 200 as const,
          headers: { ETag: etagOf(issued.version) },
          body: invoiceView(issued, [], now),
        };
        await invoices.issue(issued, year, last, context.record(reply));
        context.metrics.addMetric('InvoicesFinalized', MetricUnit.Count, 1);
        return reply;
      }),

    payInvoice: ({ path, body }, context) =>
      retryWhenOvertaken(async () => {
        const { invoice, payments } = await findWithPayments(context.tenant, path.invoiceId);
        const paymentId = freeIdentifier(context, 'pay', (id) => payments.find((made) => made.id === id));
        const settled = settle(invoice, paymentId, body, context.now);
        const reply = {
          status: 200 as const,
          headers: { ETag: etagOf(settled.invoice.version) },
          body: {
            payment: paymentView(settled.payment),
            invoice: invoiceView(settled.invoice, [...payments, settled.payment], context.now),
          },
        };
        await invoices.pay(settled.invoice, settled.payment, context.record(reply));
        context.metrics.addMetric('PaymentsRecorded', MetricUnit.Count, 1);
        if (settled.invoice.status === 'paid') context.metrics.addMetric('InvoicesPaid', MetricUnit.Count, 1);
        return reply;
      }),

    voidInvoice: ({ path, header }, context) =>
      step(path.invoiceId, header.ifMatch, context, rules.voidInvoice),

    markInvoiceUncollectible: ({ path, header }, context) =>
      step(path.invoiceId, header.ifMatch, context, rules.markUncollectible),

    async listInvoiceLines({ path, query }, context) {
      const { lines } = await find(context.tenant, path.invoiceId);
      const { data, next } = pageOfLines(lines, Number(context.position?.['after'] ?? 0), query.limit);
      return { status: 200, body: { data, nextCursor: context.nextCursor(next) } };
    },
  };
};

/** Lines are part of their invoice's item: a page of them is cut out here, not by the table. */
function pageOfLines(lines: rules.Invoice['lines'], after: number, limit: number) {
  const data = lines.slice(after, after + limit).map((line) => ({ ...line }));
  const end = after + data.length;
  return { data, next: end < lines.length ? { next: { after: String(end) } } : {} };
}
