import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();
const { data, error, response } = await northwind.raw.GET('/invoices', { params: { query: { limit: 1 } } });
console.log(response.status, data?.data[0]?.total ?? error?.code);
