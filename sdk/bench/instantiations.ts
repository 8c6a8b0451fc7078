// What ten lines of a consumer cost its compiler: the type instantiations that tsc counts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const programs: Record<string, string> = {
  '@northwind/sdk': `
    import { Northwind, clientCredentials } from '@northwind/sdk';
    const auth = clientCredentials({ clientId: 'id', clientSecret: 'secret' });
    const northwind = new Northwind({ environment: 'sandbox', auth });
    for await (const { id } of northwind.invoices.list({ status: 'open' })) {
      const invoice = await northwind.invoices.get(id);
      await northwind.invoices.pay(id, { amount: invoice.amountDue, method: 'card' });
    }`,
  'openapi-fetch': `
    import createClient from 'openapi-fetch';
    import type { paths } from '../../src/generated/openapi.ts';
    const client = createClient<paths>({ baseUrl: 'https://api.test' });
    const { data } = await client.GET('/invoices', { params: { query: { status: 'open' } } });
    for (const { id } of data?.data ?? []) {
      const invoice = await client.GET('/invoices/{invoiceId}', { params: { path: { invoiceId: id } } });
      const body = { amount: invoice.data?.amountDue ?? 0, method: 'card' as const };
      await client.POST('/invoices/{invoiceId}/pay', { params: { path: { invoiceId: id } }, body });
    }`,
  ky: `
    import ky from 'ky';
    const client = ky.create({ prefix: 'https://api.test' });
    const { data } = await client('invoices').json<{ data: { id: string }[] }>();
    for (const { id } of data) await client.post('invoices/' + id + '/pay', { json: { amount: 5 } });`,
  stripe: `
    import Stripe from 'stripe';
    const stripe = new Stripe('key');
    for await (const { id } of stripe.invoices.list({ status: 'open' })) {
      const invoice = await stripe.invoices.retrieve(id!);
      await stripe.invoices.pay(invoice.id!);
    }`,
  '@octokit/request': `
    import { request } from '@octokit/request';
    const { data } = await request('GET /repos/{owner}/{repo}/issues', { owner: 'o', repo: 'r' });
    for (const { number } of data) {
      await request('GET /repos/{owner}/{repo}/issues/{issue_number}', { owner: 'o', repo: 'r', issue_number: number });
    }`,
};

/** Type instantiations of the ten lines, by client. */
export function measureInstantiations(): Map<string, number> {
  const folder = mkdtempSync(path.join(import.meta.dirname, 'out-'));
  const tsc = path.resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
  const flags =
    '--noEmit --strict --skipLibCheck --extendedDiagnostics --target es2022 --lib es2023,dom,dom.iterable --types node --module nodenext --allowImportingTsExtensions --ignoreConfig';
  try {
    return new Map(
      Object.entries(programs).map(([name, program]) => {
        const file = path.join(folder, 'program.mts');
        writeFileSync(file, program);
        const report = execFileSync(process.execPath, [tsc, ...flags.split(' '), file]).toString();
        return [name, Number(/Instantiations:\s+(\d+)/.exec(report)![1])];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
