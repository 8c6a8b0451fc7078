// The clients that are compared, each set up as its own documentation shows, reading the same invoice from the same server.
import { Northwind } from '@northwind/sdk';
import { request as octokit } from '@octokit/request';
import ky from 'ky';
import createClient from 'openapi-fetch';
import Stripe from 'stripe';
import type { paths } from '../src/generated/openapi.ts';
import type { Before } from './before.ts';

export type ReadInvoice = () => Promise<unknown>;

/** Those that the others are compared with, by name. */
export const LIMITED_FETCH = 'raw fetch, with a time limit';
export const SDK = '@northwind/sdk';

const id = 'inv_01KAJ8Q0000000000000000001';
const headers = {
  accept: 'application/json',
  authorization: 'Bearer token',
  'x-api-key': 'key',
  'user-agent': 'bench',
};

/** @param before - an earlier state of the SDK, if it is to be compared */
export function clients(port: number, before?: Before['sdk']): Record<string, ReadInvoice> {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const options = { environment: { restUrl: baseUrl }, auth: 'token', apiKey: 'key' };
  const northwind = new Northwind(options);
  const former = before && new before.Northwind(options);
  const signal = new AbortController().signal;
  const typed = createClient<paths>({ baseUrl, headers });
  const kyClient = ky.create({ headers });
  const octokitClient = octokit.defaults({ baseUrl, headers });
  const stripe = new Stripe('sk_test_1', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(),
  });
  return {
    'raw fetch': async () => (await fetch(`${baseUrl}/invoices/${id}`, { headers })).json(),
    // What a careful caller writes, and what the SDK's limits need at the least.
    [LIMITED_FETCH]: async () =>
      (await fetch(`${baseUrl}/invoices/${id}`, { headers, signal: AbortSignal.timeout(30_000) })).json(),
    [SDK]: () => northwind.invoices.get(id),
    ...(former && { '@northwind/sdk, before': () => former.invoices.get(id) }),
    '@northwind/sdk, with a signal': () => northwind.invoices.get(id, { signal }),
    'northwind.raw': () =>
      northwind.raw.GET('/invoices/{invoiceId}', { params: { path: { invoiceId: id } } }),
    'openapi-fetch': () => typed.GET('/invoices/{invoiceId}', { params: { path: { invoiceId: id } } }),
    ky: () => kyClient(`${baseUrl}/invoices/${id}`).json(),
    stripe: () => stripe.invoices.retrieve(id),
    '@octokit/request': () => octokitClient('GET /invoices/{id}', { id }),
  };
}
