import type { Invoice } from '@northwind/sdk';
import { graphql, invoice, northwindHandlers, on, problem } from '@northwind/sdk/testing';
import { setupServer } from 'msw/node';

const sample: Invoice = invoice({ status: 'paid' });
const driver: graphql.Me = graphql.me({ groups: ['COURIER'] });
const server = setupServer(...northwindHandlers({ environment: 'sandbox', seed: 2 }));
server.use(
  on.getInvoice(({ params, response }) => response(200).json(invoice({ id: params.invoiceId }))),
  on.getInvoice(({ response }) => response(404).json(problem({ code: 'not_found' }))),
  on.graphql.me(() => driver),
  // @ts-expect-error: no such status
  on.getInvoice(({ response }) => response(418).json(problem())),
  // @ts-expect-error: no such type
  on.graphql.me(() => sample),
);
