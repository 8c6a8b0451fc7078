import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();
const open = northwind.invoices.list({ status: 'open', limit: 100 }); // nothing is sent yet

for await (const invoice of open) {
  console.log(invoice.number);
  if (invoice.overdue) break; // no further page is fetched
}

for await (const page of open.pages()) console.log(page.data.length, page.nextCursor);

const { data, nextCursor } = await open.firstPage();
console.log(data.length);
// Tomorrow, in another process: the same filters and the cursor.
if (nextCursor) await northwind.invoices.list({ status: 'open', limit: 100, cursor: nextCursor });
