/** What a function writes to its log: enough to follow a call, nothing that opens a door. */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Invoice } from '../../../src/generated/operations.ts';
import { apiKeyOf, identifier, partner, startBackend, type Backend } from './fixture.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend({
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_DISABLED: 'false',
    POWERTOOLS_METRICS_NAMESPACE: 'Northwind',
    POWERTOOLS_SERVICE_NAME: 'invoices-api',
    // Powertools then writes through the global console instead of its own, which a test can listen to.
    POWERTOOLS_DEV: 'true',
  });
});
afterAll(() => backend.close());

let lines: Record<string, unknown>[] = [];
beforeEach(() => {
  lines = [];
  const keep = (text: unknown): void => void lines.push(JSON.parse(String(text)) as Record<string, unknown>);
  for (const method of ['log', 'info', 'error'] as const) vi.spyOn(console, method).mockImplementation(keep);
});
afterEach(() => vi.restoreAllMocks());

const caller = partner(1);
const draft = {
  buildingId: identifier('bld', 1),
  customer: { name: 'Contoso GmbH', email: 'secret@contoso.example' },
  currency: 'EUR',
  lines: [{ description: 'Locker fee', quantity: 1, unitAmount: 100, taxRateBps: 0 }],
};

interface Embedded {
  readonly CloudWatchMetrics: readonly [{ readonly Metrics: readonly { readonly Name: string }[] }];
}

/** What CloudWatch reads from a line. */
const metricsOf = (line: Record<string, unknown> | undefined): string[] =>
  (line?.['_aws'] as Embedded).CloudWatchMetrics[0].Metrics.map(({ Name }) => Name);

/** Fields of our own that the saved queries ask the functions' logs for; `@…` and `error.…` are CloudWatch's and Powertools'. */
const queriedFields = async (): Promise<readonly string[]> => {
  const file = new URL('../../../infra/operations/log-queries.tf', import.meta.url);
  const [, ofFunctions = ''] =
    /function_queries = \{([^]*?)\n {2}\}/.exec(await readFile(file, 'utf8')) ?? [];
  const queries = ofFunctions.matchAll(/"fields ([^|]+)\|/g);
  const fields = [...queries].flatMap(([, list = '']) => list.split(',').map((field) => field.trim()));
  return [...new Set(fields)].filter((field) => !field.startsWith('@') && !field.startsWith('error.'));
};

describe('a call', () => {
  it('is found in the log by what the saved queries ask for', async () => {
    const fields = await queriedFields();
    expect(fields).toContain('correlation_id');
    await backend.call('createInvoice', { caller, body: draft });
    for (const field of fields) expect(Object.keys(lines[0] ?? {}), field).toContain(field);
  });

  it('is one log line with its operation, caller, status and request id', async () => {
    const { headers } = await backend.call('createInvoice', { caller, body: draft });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'INFO',
      service: 'invoices-api',
      operationId: 'createInvoice',
      status: 201,
      correlation_id: headers['X-Request-Id'],
      subject: caller.subject,
      partnerId: caller.partnerId,
    });
  });

  it('that is refused logs the code of its problem', async () => {
    await backend.refused('getInvoice', { caller, path: { invoiceId: identifier('inv', 404) } });
    expect(lines[0]).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('leaves no token, key or body in the log', async () => {
    const headers = {
      Authorization: 'Bearer eyJ.secret.token',
      'Idempotency-Key': 'secret-idempotency',
    };
    await backend.call('createInvoice', { caller, body: draft, headers });
    await backend.refused('createInvoice', { caller, body: '{"customer":"secret', headers });
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(JSON.stringify(lines)).not.toContain(apiKeyOf(caller.partnerId ?? ''));
  });

  it('is counted under its operation, with what it means to the business', async () => {
    const { body } = await backend.call<Invoice>('createInvoice', { caller, body: draft });
    const path = { invoiceId: body.id };
    await backend.call('finalizeInvoice', { caller, path });
    lines = [];
    await backend.call('payInvoice', { caller, path, body: { amount: 100, method: 'card' } });
    await backend.call('getInvoice', { caller, path });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ service: 'invoices-api', operationId: 'getInvoice' });
    expect(metricsOf(lines[1])).toEqual(['Latency']);
    expect(metricsOf(lines[0])).toEqual(['PaymentsRecorded', 'InvoicesPaid', 'Latency']);
    expect(lines[0]).toMatchObject({
      Latency: expect.any(Number) as number,
      operationId: 'payInvoice',
      InvoicesPaid: 1,
      PaymentsRecorded: 1,
    });
  });
});
