import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { items, northwind, type Circumstances, type Outcome } from './northwind.ts';
import type {} from './one-sandbox.ts';

interface Invoice {
  readonly id: string;
  readonly status: string;
  readonly amountDue: number;
  readonly buildingId: string;
  readonly etag: string;
  readonly memo: string;
}

const sandbox = inject('sandbox');

describe('the commands of the REST API, against the sandbox', () => {
  let folder: string;
  const partner = (line: string, more: Circumstances = {}): Promise<Outcome> =>
    northwind(line.split(' '), { env: sandbox.env, ...more });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'northwind-bodies-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('list one page as NDJSON, and say on standard error how to get the rest', async () => {
    const listed = await partner('invoices list --status open');
    expect(listed.code).toBe(0);
    expect(new Set(items<Invoice>(listed).map(({ status }) => status))).toEqual(new Set(['open']));
    const { stdout, stderr } = await partner('invoices list');
    expect(stdout.trim().split('\n')).toHaveLength(25);
    expect(stderr).toContain('There are more: use --all');
  });

  it('list all pages with --all, each item once', async () => {
    const all = await partner('invoices list --all');
    const ids = items<Invoice>(all).map(({ id }) => id);
    expect(all.stderr).toBe('');
    expect(ids.length).toBeGreaterThan(100);
    expect(new Set(ids).size).toBe(ids.length);

    const first = await partner('invoices list --limit 103 --json');
    const { data, nextCursor } = JSON.parse(first.stdout) as { data: Invoice[]; nextCursor: string };
    const rest = items<Invoice>(await partner(`invoices list --all --cursor ${nextCursor}`));
    expect(data).toHaveLength(103);
    expect([...data, ...rest].map(({ id }) => id)).toEqual(ids);
  });

  it('print a table on a terminal: what fits its width, in bold unless NO_COLOR says no', async () => {
    const { stdout } = await partner('invoices list --limit 3', { terminal: 80 });
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(head).toContain('\u001b[1mNUMBER');
    expect(rows).toHaveLength(3);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(80);
    const plain = await partner('invoices list --limit 3', {
      terminal: 80,
      env: { ...sandbox.env, NO_COLOR: '1' },
    });
    expect(plain.stdout).toMatch(/^ID +NUMBER +STATUS/);
    const chosen = await partner('invoices list --limit 1 -o table --columns id,amountDue');
    expect(chosen.stdout).toMatch(/^ID +AMOUNT DUE\ninv_\w+ +\d+\n$/);
    const unknown = await partner('invoices list --limit 1 -o table --columns id,amout');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("there is no 'amout'") });
  });

  it('send a body from flags, from a file and from standard input, flags over the others', async () => {
    const [open] = items<Invoice>(await partner('invoices list --status open --limit 1'));
    const body = {
      buildingId: open?.buildingId,
      customer: { name: 'Contoso GmbH' },
      currency: 'EUR',
      lines: [{ description: 'Compartment', quantity: 2, unitAmount: 500, taxRateBps: 1900 }],
    };
    await writeFile(path.join(folder, 'body.json'), JSON.stringify({ ...body, memo: 'of the file' }));
    const created = await partner(`invoices create --body @${path.join(folder, 'body.json')} --memo flag`);
    const draft = JSON.parse(created.stdout) as Invoice;
    expect(draft).toMatchObject({ status: 'draft', memo: 'flag', amountDue: 1190 });

    // The quotes of an entity tag are what a shell takes off.
    const etag = draft.etag.replaceAll('"', '');
    const updated = await partner(`invoices update ${draft.id} --if-match ${etag} --body -`, {
      stdin: '{"memo":"of standard input"}',
    });
    expect(JSON.parse(updated.stdout)).toMatchObject({ memo: 'of standard input' });
    const late = await partner(`invoices update ${draft.id} --if-match ${etag} --memo late`);
    expect(late.code).toBe(6);

    const finalized = await partner(`invoices finalize ${draft.id} -o ndjson`);
    expect(items<Invoice>(finalized)).toMatchObject([{ status: 'open' }]);
    const pay = `invoices pay ${draft.id} --amount 100 --method cash --idempotency-key once`;
    expect(JSON.parse((await partner(pay)).stdout)).toMatchObject({ invoice: { amountDue: 1090 } });
    expect(JSON.parse((await partner(pay)).stdout)).toMatchObject({ invoice: { amountDue: 1090 } });
    const shown = await partner(`invoices get ${draft.id}`, { terminal: 100 });
    expect(shown.stdout).toMatch(/^customer\.name +Contoso GmbH$/m);
    expect(shown.stdout).toMatch(/^payments\n.*AMOUNT/m);
  });

  it('delete, with nothing on standard output', async () => {
    const [draft] = items<Invoice>(await partner('invoices list --status draft --limit 1'));
    expect(await partner(`invoices delete ${draft?.id}`)).toEqual({ code: 0, stdout: '', stderr: 'Done.\n' });
  });

  it('download the file of an export, when it is made', async () => {
    const created = await partner(
      'invoice-exports create --format csv --issued-from 2026-01-01 --issued-to 2026-12-31',
    );
    const { id } = JSON.parse(created.stdout) as { id: string };
    const file = path.join(folder, 'invoices.csv');
    const saved = await partner(`invoice-exports download ${id} --to ${file}`);
    expect(saved).toEqual({ code: 0, stdout: '', stderr: `Saved as ${file}.\n` });
    const [head = '', ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
    expect(head).toMatch(/^id,number,status,/);
    expect(lines.length).toBeGreaterThan(50);
    const printed = await partner(`invoice-exports download ${id} --to -`);
    expect(printed.stdout).toBe(await readFile(file, 'utf8'));
    const unwritable = await partner(`invoice-exports download ${id} --to ${folder}/no/such.csv`);
    expect(unwritable).toMatchObject({ code: 1, stderr: expect.stringContaining('Cannot write') });
  });

  it('need no credentials where the contract asks for none', async () => {
    const env = { NORTHWIND_REST_URL: sandbox.env['NORTHWIND_REST_URL'] };
    const { code, stdout } = await partner('health get --deep', { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ok', checks: [{ name: 'table' }] });
  });

  it('tell a refusal in one sentence with the request id, by exit codes that differ', async () => {
    const missing = await partner('invoices get inv_01KAJ8Q0000000000000000001');
    expect(missing).toMatchObject({ code: 5, stdout: '' });
    expect(missing.stderr).toMatch(/^northwind: getInvoice: 404 not_found: .* \(request [\w-]+\)\n$/);

    const asJson = await partner('invoices get inv_01KAJ8Q0000000000000000001 --json');
    expect(JSON.parse(asJson.stderr)).toMatchObject({
      error: { code: 'not_found', status: 404, exitCode: 5, requestId: expect.stringMatching(/./) },
    });
    expect(await partner('invoices get invoice')).toMatchObject({ code: 6 });
    const wrongKey = { ...sandbox.env, NORTHWIND_API_KEY: 'wrong' };
    expect(await partner('invoices list', { env: wrongKey })).toMatchObject({ code: 4 });
    const nobody = { ...sandbox.env, NORTHWIND_ACCESS_TOKEN: 'wrong' };
    expect(await partner('invoices list', { env: nobody })).toMatchObject({ code: 3 });
  });

  it('never print the secret, also when the token endpoint refuses it or --debug tells all', async () => {
    const secret = 'super-secret-value-of-a-client';
    const wrong = { ...sandbox.env, NORTHWIND_CLIENT_SECRET: secret };
    const refused = await partner('invoices list --debug', { env: wrong });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('invalid_client');
    // The log is a moment late: it is complete with the token's and the list's request and response.
    let log = '';
    const complete = new Promise<void>((resolve) => {
      const onStderr = (text: string): void => {
        log += text;
        if (log.split('\n').length > 4) resolve();
      };
      void partner('invoices list --limit 1 --debug', { onStderr });
    });
    await complete;
    expect(log).toContain('/invoices');
    for (const text of [refused.stderr, log]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(sandbox.env['NORTHWIND_CLIENT_SECRET']);
      expect(text).not.toContain(sandbox.env['NORTHWIND_API_KEY']);
      expect(text).not.toMatch(/eyJ[\w-]+\./);
    }
  });

  it('end with 9 where nobody answers, and with 130 when interrupted', async () => {
    const env = { ...sandbox.env, NORTHWIND_ACCESS_TOKEN: 't', NORTHWIND_REST_URL: 'http://127.0.0.1:1/v1' };
    expect(await partner('health get --timeout 1', { env })).toMatchObject({ code: 9 });
    const interrupted = await partner('invoices list', { signal: AbortSignal.abort() });
    expect(interrupted).toMatchObject({ code: 130, stdout: '' });
  });
});
