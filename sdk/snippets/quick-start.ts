import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();

for await (const invoice of northwind.invoices.list({ status: 'open' })) {
  console.log(invoice.number, invoice.amountDue, invoice.currency);
}
