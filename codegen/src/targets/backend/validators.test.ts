import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { build } from 'esbuild';
import { repositoryRoot } from '../../contract/root.ts';

const folder = path.join(repositoryRoot, 'backend/src/generated/validators');

interface Errors {
  pointer: string;
  message: string;
}

interface Validators {
  [operationId: string]: {
    parameters(raw: object): {
      parameters: { query: object; path: object; header: object };
      errors: Errors[];
    };
    body?: (value: unknown) => Errors[];
  };
}

async function load<T>(file: string): Promise<T> {
  return (await import(pathToFileURL(path.join(folder, file)).href)) as T;
}

const { validators } = await load<{ validators: Validators }>('invoices-api.js');
type CheckReply = (reply: { headers: Record<string, string>; body: unknown }) => Errors[];

const { replies } = await load<{ replies: Record<string, Record<number, CheckReply>> }>(
  'invoices-api.replies.js',
);

function parameters(operationId: string, raw: { query?: object; path?: object; header?: object }) {
  const operation = validators[operationId];
  if (operation === undefined) throw new Error(`No validators for ${operationId}`);
  return operation.parameters({ path: {}, query: {}, header: {}, ...raw });
}

function bodyErrors(operationId: string, body: unknown): Errors[] {
  return validators[operationId]?.body?.(body) ?? [];
}

const draft = () => ({
  buildingId: 'bld_01K6F0A0000000000000000003',
  customer: { name: 'Contoso GmbH' },
  currency: 'EUR',
  lines: [{ description: 'Medium compartment', quantity: 10, unitAmount: 2799, taxRateBps: 1900 }],
});

describe('parameters', () => {
  it('become the documented types, with defaults filled in', () => {
    expect(parameters('listInvoices', { query: { limit: '5', status: 'open' } })).toEqual({
      parameters: { path: {}, query: { limit: 5, status: 'open', sort: '-issuedAt' }, header: {} },
      errors: [],
    });
    expect(parameters('listInvoices', {}).parameters.query).toEqual({ limit: 25, sort: '-issuedAt' });
  });

  it('take documented headers by their name in lower case and leave the others', () => {
    const header = { 'if-match': '"3"', 'idempotency-key': 'k-1', 'user-agent': 'curl' };
    const path = { invoiceId: 'inv_01KAJ8Q0000000000000000001' };
    expect(parameters('updateInvoice', { path, header })).toEqual({
      parameters: { path, query: {}, header: { ifMatch: '"3"', idempotencyKey: 'k-1' } },
      errors: [],
    });
  });

  it.each([
    [{ limit: '0' }, '/query/limit', 'must be >= 1'],
    [{ limit: '101' }, '/query/limit', 'must be <= 100'],
    [{ limit: '1.5' }, '/query/limit', 'must be of type integer'],
    [{ limit: '0x10' }, '/query/limit', 'must be of type integer'],
    [{ limit: '1e1' }, '/query/limit', 'must be of type integer'],
    [{ limit: '' }, '/query/limit', 'must be of type integer'],
    [{ status: 'lost' }, '/query/status', 'must be one of draft, open, paid, void, uncollectible'],
    [{ issuedFrom: '2026-02-30' }, '/query/issuedFrom', 'must be a valid date'],
    [{ buildingId: 'inv_1' }, '/query/buildingId', 'must match ^bld_[0-9A-HJKMNP-TV-Z]{26}$'],
    [{ cursor: '' }, '/query/cursor', 'must have at least 1 character'],
    [{ stauts: 'open' }, '/query/stauts', 'is not an allowed property'],
  ])('that are wrong are named: %j', (query, pointer, message) => {
    expect(parameters('listInvoices', { query }).errors).toEqual([{ pointer, message }]);
  });

  it('are named as the caller wrote them', () => {
    const path = { invoiceId: 'inv_01KAJ8Q0000000000000000001' };
    expect(parameters('updateInvoice', { path, header: { 'if-match': '3 ' } }).errors[0]?.pointer).toBe(
      '/header/If-Match',
    );
    expect(parameters('getInvoice', { path: { invoiceId: 'x' } }).errors[0]?.pointer).toBe('/path/invoiceId');
  });

  it('may lack a required If-Match, because that is a 428 and no 400', () => {
    const path = { invoiceId: 'inv_01KAJ8Q0000000000000000001' };
    expect(parameters('updateInvoice', { path }).errors).toEqual([]);
  });

  it('read true and false and no other boolean', async () => {
    const health = await load<{ validators: Validators }>('health-api.js');
    const read = (deep: string) =>
      health.validators['getHealth']?.parameters({ path: {}, query: { deep }, header: {} });
    expect(read('true')?.parameters.query).toEqual({ deep: true });
    expect(read('false')?.parameters.query).toEqual({ deep: false });
    expect(read('1')?.errors).toEqual([{ pointer: '/query/deep', message: 'must be of type boolean' }]);
  });
});

describe('a body', () => {
  it('that is as documented has no errors and gets its defaults', () => {
    const body = draft();
    expect(bodyErrors('createInvoice', body)).toEqual([]);
    expect(body).toMatchObject({ paymentTermDays: 30, memo: '' });
  });

  it('gets no defaults where nothing is to be replaced', () => {
    const body = { memo: 'x' };
    expect(bodyErrors('updateInvoice', body)).toEqual([]);
    expect(body).toEqual({ memo: 'x' });
  });

  it('has all its errors told at once', () => {
    const line = { description: '', quantity: 0, unitAmount: 1.5, taxRateBps: '19' };
    expect(bodyErrors('createInvoice', { ...draft(), lines: [line], colour: 'red', customer: {} })).toEqual([
      { pointer: '/colour', message: 'is not an allowed property' },
      { pointer: '/customer/name', message: 'is required' },
      { pointer: '/lines/0/description', message: 'must have at least 1 character' },
      { pointer: '/lines/0/quantity', message: 'must be >= 1' },
      { pointer: '/lines/0/unitAmount', message: 'must be of type integer' },
      { pointer: '/lines/0/taxRateBps', message: 'must be of type integer' },
    ]);
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['a number', 7],
  ])('that is %s is refused', (_, body) => {
    expect(bodyErrors('createInvoice', body)).toEqual([{ pointer: '', message: 'must be of type object' }]);
  });

  it('escapes pointers', () => {
    expect(bodyErrors('createInvoice', { ...draft(), 'a/b~c': 1 })[0]?.pointer).toBe('/a~1b~0c');
  });

  it('counts characters, not UTF-16 units', () => {
    const named = (name: string) => bodyErrors('createInvoice', { ...draft(), customer: { name } });
    expect(named('📦'.repeat(200))).toEqual([]);
    expect(named('📦'.repeat(201))).toEqual([
      { pointer: '/customer/name', message: 'must have at most 200 characters' },
    ]);
  });

  it.each([
    '2026-11-12T14:00:00+01:00',
    '2026-11-12 14:00:00Z',
    '2026-11-12T14:00:60Z',
    '2026-02-30T14:00:00Z',
    '2026-11-12',
  ])('takes no time but RFC 3339 in UTC: %s', (paidAt) => {
    expect(
      bodyErrors('payInvoice', { amount: 1, method: 'card', paidAt }).map(({ pointer }) => pointer),
    ).toContain('/paidAt');
  });

  it('is told at most 20 errors', () => {
    const lines = Array.from({ length: 100 }, () => ({}));
    expect(bodyErrors('createInvoice', { ...draft(), lines })).toHaveLength(20);
  });

  it('with a list that is too long is refused for that, and its items are not looked at', () => {
    const lines = Array.from({ length: 101 }, () => ({}));
    expect(bodyErrors('createInvoice', { ...draft(), lines })).toEqual([
      { pointer: '/lines', message: 'must have at most 100 items' },
    ]);
  });
});

describe('a reply', () => {
  const page = () => ({
    data: [{ position: 1, description: 'x', quantity: 1, unitAmount: 1, taxRateBps: 0, amount: 1, tax: 0 }],
    nextCursor: null,
  });

  const headers = { 'X-Request-Id': 'req-1' };

  it('that is as documented passes', () => {
    expect(replies['listInvoiceLines']?.[200]?.({ headers, body: page() })).toEqual([]);
  });

  it('that leaks an attribute of the table is refused, at any depth', () => {
    const leaking = page();
    Object.assign(leaking.data[0] ?? {}, { pk: 'PARTNER#1' });
    expect(replies['listInvoiceLines']?.[200]?.({ headers, body: leaking })).toEqual([
      { pointer: '/data/0/pk', message: 'is not an allowed property' },
    ]);
  });

  const problem = {
    type: 't',
    title: 't',
    status: 404,
    detail: 'd',
    instance: '/',
    code: 'not_found',
    requestId: 'r',
  };

  it('of an error is checked as a problem document with a known code', () => {
    expect(replies['getInvoice']?.[404]?.({ headers, body: problem })).toEqual([]);
    const gone = { headers, body: { ...problem, code: 'gone' } };
    expect(replies['getInvoice']?.[404]?.(gone)[0]?.pointer).toBe('/code');
  });

  it('lacks no header that is promised, and has none that is not, nor one of another type', () => {
    const wrong = (sent: Record<string, string>, body: unknown = problem) =>
      replies['getInvoice']?.[429]?.({ headers: sent, body });
    expect(wrong({ ...headers, 'Retry-After': '1', 'RateLimit-Reset': '1' })).toEqual([]);
    expect(wrong({ 'retry-after': '1' })).toEqual([
      { pointer: '/header/x-request-id', message: 'is required' },
    ]);
    expect(wrong({ ...headers, 'Retry-After': 'soon' })).toEqual([
      { pointer: '/header/retry-after', message: 'must be of type integer' },
    ]);
    expect(wrong({ ...headers, 'Retry-After': '1', 'X-Partition': 'PARTNER#1' })).toEqual([
      { pointer: '/header/x-partition', message: 'is not an allowed property' },
    ]);
  });

  it('has no body where none is documented', () => {
    const deleted = (body: unknown) => replies['deleteInvoice']?.[204]?.({ headers, body });
    expect(deleted(undefined)).toEqual([]);
    expect(deleted({})).toEqual([{ pointer: '', message: 'is a body that the contract does not document' }]);
  });
});

describe('a function bundle', () => {
  it('carries its validators without Ajv, eval or new Function, in less than 80 KB', async () => {
    for (const name of ['invoices-api', 'deliveries-api', 'lockers-api', 'health-api']) {
      const { outputFiles } = await build({
        entryPoints: [path.join(folder, `${name}.js`)],
        bundle: true,
        write: false,
        minify: true,
        format: 'esm',
      });
      const text = outputFiles[0]?.text ?? '';
      // Booleans, because a failure should not print the bundle.
      expect(/\beval\(|new Function|from ?["']|\bawait import/.test(text)).toBe(false);
      expect(/\bexport ?\{ ?[\w$]+ as validators ?\}/.test(text)).toBe(true);
      expect(text.length).toBeLessThan(80_000);
    }
  });

  it('names no path of the machine that generated it', async () => {
    const runtime = path.join(folder, 'runtime.js');
    expect((await stat(runtime)).size).toBeLessThan(30_000);
    expect(await readFile(runtime, 'utf8')).not.toContain(repositoryRoot);
  });
});
