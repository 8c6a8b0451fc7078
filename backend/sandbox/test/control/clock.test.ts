/** The sandbox's clock. It moves for everybody, so these tests have a sandbox of their own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControlError, startSandbox, type Sandbox } from '../../src/index.ts';
import { addDuration } from '../../src/control/duration.ts';
import { clientOf, openInvoice } from './fixture.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
});
afterAll(() => sandbox.close());

describe('clock.advance', () => {
  it('moves due dates, tokens, signed URLs and idempotency records together, and this process’s clock not', async () => {
    const partner = await sandbox.partner();
    const northwind = clientOf(sandbox, partner);
    const invoice = await openInvoice(northwind);
    expect(invoice.overdue).toBe(false);
    const key = { idempotencyKey: 'the-same-key-before-and-after' };
    const payment = await northwind.invoices.pay(invoice.id, { amount: 100, method: 'card' }, key);
    const again = await northwind.invoices.pay(invoice.id, { amount: 100, method: 'card' }, key);
    expect(again.payment.id).toBe(payment.payment.id);
    const day = (date: Date) => date.toISOString().slice(0, 10);
    const today = day(new Date());
    const period = { issuedFrom: today, issuedTo: today };
    const { id: exportId } = await northwind.invoiceExports.create({ format: 'csv', ...period });
    const download = async () => (await northwind.invoiceExports.get(exportId)).downloadUrl;
    await expect.poll(download).toMatch(/^http/);
    const url = (await download()) ?? '';
    expect((await fetch(url)).status).toBe(200);

    const before = await sandbox.clock.now();
    const after = await sandbox.clock.advance('P31D');
    expect(after.getTime() - before.getTime()).toBeGreaterThanOrEqual(31 * 86_400_000);
    expect(after.getTime() - Date.now()).toBeGreaterThan(30 * 86_400_000);
    expect(Math.abs(new Date().getTime() - before.getTime())).toBeLessThan(86_400_000);

    // The URL has expired; so has the token, which the SDK replaces.
    expect((await fetch(url)).status).toBe(403);
    expect((await northwind.invoices.get(invoice.id)).overdue).toBe(true);
    expect((await sandbox.calls('getInvoice', { tenant: partner })).map(({ status }) => status)).toEqual([
      401, 200,
    ]);
    // The record of the key has gone: the same key is a new payment.
    const later = await northwind.invoices.pay(invoice.id, { amount: 100, method: 'card' }, key);
    expect(later.payment.id).not.toBe(payment.payment.id);
    expect(Date.parse(later.payment.createdAt)).toBeGreaterThanOrEqual(after.getTime());
    // So has the export: its time to live is over.
    await expect(northwind.invoiceExports.get(exportId)).rejects.toMatchObject({ status: 404 });
    const { lockerId } = await sandbox.locker();
    await sandbox.emit({ lockerId, type: 'DOOR_OPENED' });
  });

  it('takes ISO 8601 durations, forward only', async () => {
    const from = Date.parse('2026-01-31T12:00:00Z');
    const to = (duration: string) => new Date(addDuration(from, duration)).toISOString();
    expect(to('P1M')).toBe('2026-02-28T12:00:00.000Z');
    expect(to('P1Y2M')).toBe('2027-03-31T12:00:00.000Z');
    expect(to('P1W1D')).toBe('2026-02-08T12:00:00.000Z');
    expect(to('PT1H30M0.5S')).toBe('2026-01-31T13:30:00.500Z');
    for (const wrong of ['', 'P', 'PT', '-P1D', 'P1.5D', '31 days', 'P99999Y'])
      await expect(sandbox.clock.advance(wrong)).rejects.toThrow(ControlError);
  });
});
