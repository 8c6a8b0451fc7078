import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { isConflictError, Northwind } from '@northwind/sdk';
import { invoice, northwindHandlers, on, problem } from '@northwind/sdk/testing';
import { setupServer } from 'msw/node';

const undeclared: string[] = [];
const server = setupServer(...northwindHandlers({ onUndeclared: (message) => undeclared.push(message) }));
before(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  server.resetHandlers();
  assert.deepEqual(undeclared, []);
});
after(() => server.close());

/** What is tested. */
async function settle(northwind: Northwind, invoiceId: string): Promise<number> {
  const { status, amountDue } = await northwind.invoices.get(invoiceId);
  if (status !== 'open') return 0;
  try {
    return (await northwind.invoices.pay(invoiceId, { amount: amountDue, method: 'card' })).payment.amount;
  } catch (error) {
    if (isConflictError(error)) return 0; // somebody else has paid it
    throw error;
  }
}

void test('an invoice that somebody else pays meanwhile costs nothing', async () => {
  server.use(
    on.getInvoice(({ params, response }) =>
      response(200).json(invoice({ id: params.invoiceId, status: 'open', total: 1200 })),
    ),
    on.payInvoice(({ response }) => response(409).json(problem({ code: 'invoice_not_open' }))),
  );
  const northwind = new Northwind({ environment: 'production', auth: 'any-token' });
  assert.equal(await settle(northwind, 'inv_01KAJ8Q0000000000000000001'), 0);
});
