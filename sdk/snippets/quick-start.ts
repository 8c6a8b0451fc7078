import { Northwind, clientCredentials } from '@northwind/sdk';

const northwind = new Northwind({
  environment: 'sandbox',
  auth: clientCredentials({
    clientId: process.env['NORTHWIND_CLIENT_ID']!,
    clientSecret: process.env['NORTHWIND_CLIENT_SECRET']!,
  }),
  apiKey: process.env['NORTHWIND_API_KEY']!,
});

for await (const invoice of northwind.invoices.list({ status: 'open' })) {
  console.log(invoice.number, invoice.amountDue, invoice.currency);
}
