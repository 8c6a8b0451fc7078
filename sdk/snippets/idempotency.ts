import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();
const { data: invoices } = await northwind.invoices.list({ status: 'open', limit: 1 }).firstPage();

for (const { id, amountDue } of invoices) {
  // The bank's own reference names this payment: run the program twice, and it is recorded once.
  const payment = { amount: amountDue, method: 'bank_transfer', reference: 'SEPA 2026-11-12/4711' } as const;
  const { response, data } = await northwind.invoices
    .pay(id, payment, { idempotencyKey: 'sepa-2026-11-12-4711' })
    .withResponse();
  console.log(data.invoice.status, response.headers.get('idempotency-replayed') ?? 'first time');
}
