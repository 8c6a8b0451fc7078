// Each line below a marker must be an error: the test counts them.
import { Northwind } from '@northwind/sdk';

// @ts-expect-error: unknown option
new Northwind({ environment: 'sandbox', auth: 'token', apikey: 'x' });
const northwind = new Northwind({ environment: 'sandbox', auth: 'token' });
// @ts-expect-error: unknown environment
new Northwind({ environment: 'staging', auth: 'token' });
// @ts-expect-error: unknown status
northwind.invoices.list({ status: 'overdue' });
// @ts-expect-error: excess body property
northwind.invoices.pay('inv_1', { amount: 5, method: 'card', currency: 'EUR' });
// @ts-expect-error: ifMatch is required
northwind.invoices.update('inv_1', { memo: '' });
// @ts-expect-error: no such method
northwind.invoices.archive('inv_1');
