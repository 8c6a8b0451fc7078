/** Several sandboxes in one process: functions keep connections, and each sandbox's are its own. */
import { Northwind } from '@northwind/sdk';
import { expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/index.ts';
import { openInvoice } from '../control/fixture.ts';

/** A partner with an invoice, and a manager who has seen an event of a locker: through every function on the way. */
async function useOf(sandbox: Sandbox) {
  const partner = await sandbox.partner();
  const northwind = new Northwind(partner.options);
  const { id } = await openInvoice(northwind);
  const locker = await sandbox.locker();
  const manager = await sandbox.manager({ buildings: [locker.buildingId] });
  const stream = new Northwind(manager.options).live.lockerEvents({ lockerId: locker.lockerId, after: 0 });
  await locker.emit({ type: 'DOOR_OPENED' });
  expect((await stream.next()).value).toMatchObject({ lockerId: locker.lockerId, sequence: 1 });
  await stream.return?.();
  const ids = (await northwind.invoices.list().firstPage()).data.map((invoice) => invoice.id);
  expect(ids).toEqual([id]);
  return { partner, northwind, id };
}

it('sandboxes run side by side, and know nothing of each other', async () => {
  await using first = await startSandbox({ port: 0, seed: null });
  const stdout = process.stdout.write;
  let url: string;
  const own = await useOf(first);
  {
    await using second = await startSandbox({ port: 0, seed: null });
    url = second.jwksUrl;
    const [other] = await Promise.all([useOf(second), useOf(first)]);
    expect(second.restUrl).not.toBe(first.restUrl);
    // Neither the other's token nor its client is known.
    const { auth, environment } = other.partner.options;
    const { restUrl } = first;
    const stranger = new Northwind({
      ...own.partner.options,
      environment: { ...environment, restUrl },
      auth,
    });
    await expect(stranger.invoices.list().firstPage()).rejects.toMatchObject({ status: 401 });
    await expect(other.northwind.invoices.get(own.id)).rejects.toMatchObject({ status: 404 });
    // Time moves in one alone.
    await second.clock.advance('P31D');
    expect((await other.northwind.invoices.get(other.id)).overdue).toBe(true);
    expect((await own.northwind.invoices.get(own.id)).overdue).toBe(false);
    const text = (sandbox: Sandbox) => JSON.stringify(sandbox.logs());
    expect(text(second)).toContain(other.partner.partnerId);
    expect(text(first)).toContain(own.partner.partnerId);
    expect(text(first)).not.toContain(other.partner.partnerId);
    expect(text(second)).not.toContain(own.partner.partnerId);
  }
  await expect(fetch(url)).rejects.toThrow();
  expect((await own.northwind.invoices.get(own.id)).id).toBe(own.id);
  expect(process.stdout.write).toBe(stdout);
});
