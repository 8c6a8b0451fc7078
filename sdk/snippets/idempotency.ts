import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();

// The bank's own reference names this payment: run the program twice, and it is recorded once.
const payment = { amount: 10_000, method: 'bank_transfer', reference: 'SEPA 2026-11-12/4711' } as const;
const { response, data } = await northwind.invoices
  .pay('inv_01KAJ8Q0000000000000000001', payment, { idempotencyKey: 'sepa-2026-11-12-4711' })
  .withResponse();
console.log(data.invoice.status, response.headers.get('idempotency-replayed'));
