import { Northwind, clientCredentials, isRateLimitError } from '@northwind/sdk';

const auth = clientCredentials({ clientId: 'id', clientSecret: 'secret' });
const northwind = new Northwind({ environment: 'sandbox', auth, apiKey: 'key' });
for await (const invoice of northwind.invoices.list({ status: 'open' })) {
  const { data, requestId } = await northwind.invoices.get(invoice.id).withResponse();
  const receipt = await northwind.invoices.pay(data.id, { amount: data.amountDue, method: 'bank_transfer' });
  console.log(receipt.invoice.status, receipt.payment.amount, requestId);
}
await northwind.health.get().catch((error: unknown) => isRateLimitError(error) && error.retryAfterMs);
