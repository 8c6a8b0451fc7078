import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basePath } from '../../../src/generated/manifest.ts';
import { handler } from '../../../src/functions/export-worker/handler.ts';
import { queues } from '../../../src/functions/resources.ts';
import type { Invoice, InvoiceExport } from '../../../src/generated/operations.ts';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startBackendWithExports, type BackendWithExports } from './backend-with-exports.ts';
import { identifier, lambdaContext, partner } from './fixture.ts';

let backend: BackendWithExports;
beforeAll(async () => {
  backend = await startBackendWithExports();
});
afterAll(() => backend.close());

const today = new Date().toISOString().slice(0, 10);
const period = { issuedFrom: today, issuedTo: today };

const issue = async (caller = partner(1), name = 'Contoso, "GmbH"'): Promise<Invoice> => {
  const created = await backend.call<Invoice>('createInvoice', {
    caller,
    body: {
      buildingId: identifier('bld', 1),
      customer: { name },
      currency: 'EUR',
      lines: [{ description: 'Locker fee', quantity: 1, unitAmount: 999, taxRateBps: 1900 }],
    },
  });
  return (await backend.call<Invoice>('finalizeInvoice', { caller, path: { invoiceId: created.body.id } }))
    .body;
};

const ask = async (
  format: 'csv' | 'pdf',
  caller = partner(1),
  extra: object = {},
): Promise<InvoiceExport> => {
  const { status, headers, body } = await backend.call<InvoiceExport>('createInvoiceExport', {
    caller,
    body: { format, ...period, ...extra },
  });
  expect(status).toBe(202);
  expect(headers).toMatchObject({ Location: `${basePath}/invoice-exports/${body.id}`, 'Retry-After': '2' });
  return body;
};

const look = async (exportId: string, caller = partner(1)): Promise<InvoiceExport> =>
  (await backend.call<InvoiceExport>('getInvoiceExport', { caller, path: { exportId } })).body;

/** A message as the queue hands it to the worker. */
const record = (exportId: string, receiveCount = 1, partnerId = partner(1).partnerId ?? ''): SQSRecord =>
  ({
    messageId: `message-${exportId}`,
    receiptHandle: 'handle',
    body: JSON.stringify({ partnerId, exportId }),
    attributes: { ApproximateReceiveCount: String(receiveCount), MessageGroupId: partnerId },
    messageAttributes: {},
    eventSource: 'aws:sqs',
  }) as unknown as SQSRecord;

const deliver = (...Records: SQSRecord[]) => handler({ Records } as SQSEvent, lambdaContext());

describe('an export', () => {
  it('is queued under its partner, made, and downloaded by its link as the documented CSV', async () => {
    const invoice = await issue();
    const asked = await ask('csv');
    expect(asked).toMatchObject({ state: 'queued', downloadUrl: null, invoiceCount: null });
    const client = new SQSClient({});
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: backend.exportQueueUrl,
        AttributeNames: ['All'],
      }),
    );
    client.destroy();
    expect(
      Messages.map(({ Body, Attributes }) => [JSON.parse(Body ?? ''), Attributes?.['MessageGroupId']]),
    ).toEqual([
      [
        {
          partnerId: partner(1).partnerId,
          exportId: asked.id,
          correlationId: expect.any(String) as unknown,
        },
        partner(1).partnerId,
      ],
    ]);

    expect(await deliver(record(asked.id))).toEqual({ batchItemFailures: [] });
    const ready = await look(asked.id);
    expect(ready).toMatchObject({ state: 'ready', invoiceCount: 1, failureReason: null });
    const file = await fetch(ready.downloadUrl ?? '');
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await file.text();
    expect(Buffer.byteLength(text)).toBe(ready.sizeBytes);
    expect(text.split('\r\n')).toEqual([
      'id,number,status,buildingId,customerName,currency,subtotal,tax,total,amountPaid,amountDue,issuedAt,dueAt',
      `${invoice.id},${invoice.number},open,${invoice.buildingId},"Contoso, ""GmbH""",EUR,999,190,1189,0,1189,${invoice.issuedAt},${invoice.dueAt}`,
      '',
    ]);
  });

  it('holds only the state that was asked for', async () => {
    const caller = partner(5);
    const paid = await issue(caller);
    await issue(caller);
    const path = { invoiceId: paid.id };
    await backend.call('payInvoice', { caller, path, body: { amount: paid.total, method: 'card' } });
    const asked = await ask('csv', caller, { status: 'paid' });
    await deliver(record(asked.id, 1, caller.partnerId));
    const ready = await look(asked.id, caller);
    expect(ready.invoiceCount).toBe(1);
    expect(await (await fetch(ready.downloadUrl ?? '')).text()).toContain(paid.id);
  });

  it('can be a PDF', async () => {
    const asked = await ask('pdf');
    await deliver(record(asked.id));
    const { downloadUrl } = await look(asked.id);
    const file = await fetch(downloadUrl ?? '');
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.headers.get('content-disposition')).toContain(`${asked.id}.pdf`);
    expect((await file.text()).startsWith('%PDF-1.4')).toBe(true);
  });

  it('of a message that comes twice is made once', async () => {
    const asked = await ask('csv');
    await deliver(record(asked.id));
    const first = await look(asked.id);
    expect(await deliver(record(asked.id))).toEqual({ batchItemFailures: [] });
    expect((await look(asked.id)).finishedAt).toBe(first.finishedAt);
  });

  it("that fails comes again without holding up other partners', and is given up at the last try", async () => {
    const failing = await ask('csv');
    const waiting = await ask('csv');
    const other = await ask('csv', partner(2));
    const poison = { ...record(failing.id), body: 'no JSON' };
    const batch = [poison, record(waiting.id), record(other.id, 1, partner(2).partnerId)];
    expect((await deliver(...batch)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      poison.messageId,
      record(waiting.id).messageId,
    ]);
    expect((await look(other.id, partner(2))).state).toBe('ready');
    expect((await look(waiting.id)).state).toBe('queued');

    await backend.storage.close();
    const last = await deliver(record(failing.id, queues.exports.maxReceiveCount));
    expect(last.batchItemFailures).toHaveLength(1);
    const failed = await look(failing.id);
    expect(failed).toMatchObject({ state: 'failed', downloadUrl: null });
    expect(failed.failureReason).toBeTruthy();
  });

  it('asked for again after a crash is put into the queue again, not made twice', async () => {
    const headers = { 'Idempotency-Key': 'export-1' };
    const call = { caller: partner(6), headers, body: { format: 'csv', ...period } };
    const first = await backend.call<InvoiceExport>('createInvoiceExport', call);
    const again = await backend.call<InvoiceExport>('createInvoiceExport', call);
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id } });
    const contents = await backend.contents();
    const exports = contents.filter(
      ({ entity, partnerId }) => entity === 'InvoiceExport' && partnerId === partner(6).partnerId,
    );
    expect(exports).toHaveLength(1);
  });
});
