import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();
const { data, error, response } = await northwind.raw.GET('/invoices/{invoiceId}', {
  params: { path: { invoiceId: 'inv_01KAJ8Q0000000000000000001' } },
});
console.log(response.status, data?.total ?? error?.code);
