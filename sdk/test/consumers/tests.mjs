// A stranger's test, with the package's handlers and samples.
import { Northwind } from '@northwind/sdk';
import { graphql, invoice, northwindHandlers, on } from '@northwind/sdk/testing';
import { MeDocument } from '@northwind/sdk/graphql';
import { setupServer } from 'msw/node';

const server = setupServer(...northwindHandlers());
server.listen({ onUnhandledFrame: 'error' });
const northwind = new Northwind({ environment: 'production', auth: 'any-token' });
const { status } = await northwind.invoices.void('inv_01KAJ8Q0000000000000000001');
server.use(
  on.getInvoice(({ params, response }) => response(200).json(invoice({ id: params.invoiceId, total: 1200 }))),
  on.graphql.me(() => graphql.me({ username: 'robin' })),
);
const { total } = await northwind.invoices.get('inv_01KAJ8Q0000000000000000001');
const { me } = await northwind.graphql.query(MeDocument);
const sequences = [];
for await (const { sequence } of northwind.live.lockerEvents({ lockerId: 'lkr_1', after: 2 })) {
  sequences.push(sequence);
  if (sequence === 4) break;
}
server.close();
console.log(JSON.stringify({ status, total, user: me.username, sequences }));
