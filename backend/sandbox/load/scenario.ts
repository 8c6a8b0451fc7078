/** What is asked under load: each step alone, so that its percentiles are its own. The same for the sandbox and for AWS. */
import { randomUUID } from 'node:crypto';
import { Northwind } from '@northwind/sdk';
import { GetLockerDocument } from '@northwind/sdk/graphql';
import type { Request } from 'autocannon';
import { operations } from '../../src/generated/manifest.ts';
import type { OperationId } from '../../src/generated/operations.ts';
import { setting } from './target.ts';
import { managerToken, partnerToken } from './tokens.ts';

export interface Step {
  readonly name: string;
  readonly url: string;
  readonly request: Request;
}

const invoice = {
  buildingId: 'bld_01K6F0A0000000000000000001',
  customer: { name: 'Contoso GmbH' },
  currency: 'EUR' as const,
  lines: [{ description: 'Medium compartment', quantity: 10, unitAmount: 2799, taxRateBps: 1900 }],
};

/** Makes what the steps ask for. @throws Error naming the variable that is not set */
export async function openScenario(): Promise<readonly Step[]> {
  const { id: invoiceId } = await Northwind.fromEnv().invoices.create(invoice);
  const headers = {
    authorization: `Bearer ${await partnerToken()}`,
    'x-api-key': setting('NORTHWIND_API_KEY'),
    'content-type': 'application/json',
  };
  const rest = (id: OperationId, query: string, request: Request): Step => {
    const { method, path } = operations[id];
    const url = `${setting('NORTHWIND_REST_URL')}${path.replace('{invoiceId}', invoiceId)}${query}`;
    return { name: `${id}${query}`, url, request: { method, headers, ...request } };
  };
  return [
    rest('getInvoice', '', {}),
    rest('listInvoices', '?limit=100', {}),
    rest('createInvoice', '', {
      body: JSON.stringify(invoice),
      setupRequest: (request) => ({
        ...request,
        headers: { ...request.headers, 'idempotency-key': randomUUID() },
      }),
    }),
    {
      name: 'query getLocker',
      url: setting('NORTHWIND_GRAPHQL_URL'),
      request: {
        method: 'POST',
        headers: { authorization: await managerToken(), 'content-type': 'application/json' },
        body: JSON.stringify({
          query: GetLockerDocument.toString(),
          variables: { lockerId: setting('NORTHWIND_LOCKER_ID') },
        }),
      },
    },
  ];
}
