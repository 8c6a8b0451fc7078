/** Bad input of every kind gets the documented problem document, and nothing is written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basePath } from '../../../src/generated/manifest.ts';
import type { OperationId } from '../../../src/generated/operations.ts';
import {
  admin,
  eventOf,
  identifier,
  lambdaContext,
  partner,
  startBackend,
  type Backend,
  type TestCall,
} from './fixture.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

const caller = partner(1);
const line = { description: 'Locker fee', quantity: 1, unitAmount: 100, taxRateBps: 1900 };
const draft = {
  buildingId: identifier('bld', 1),
  customer: { name: 'Contoso GmbH' },
  currency: 'EUR',
  lines: [line],
};
const json = { 'Content-Type': 'application/json' };
const { currency: _currency, ...withoutCurrency } = draft;

interface Case {
  readonly name: string;
  readonly operationId: OperationId;
  readonly call: TestCall;
  readonly expected: {
    readonly status: number;
    readonly code: string;
    readonly pointers?: readonly string[];
  };
}

const invalid = (...pointers: string[]) => ({ status: 400, code: 'invalid_request', pointers });
const create = (
  name: string,
  body: unknown,
  expected: Case['expected'],
  headers: Record<string, string> = json,
): Case => ({
  name,
  operationId: 'createInvoice',
  call: { caller, body, headers },
  expected,
});
const list = (name: string, query: Record<string, string>, pointer: string): Case => ({
  name,
  operationId: 'listInvoices',
  call: { caller, query },
  expected: invalid(pointer),
});

const cases: readonly Case[] = [
  create('a missing field', withoutCurrency, invalid('/currency')),
  create('a wrong type', { ...draft, lines: [{ ...line, quantity: '1' }] }, invalid('/lines/0/quantity')),
  create(
    'a fraction of a cent',
    { ...draft, lines: [{ ...line, unitAmount: 1.5 }] },
    invalid('/lines/0/unitAmount'),
  ),
  create(
    'a number out of range',
    { ...draft, lines: [{ ...line, quantity: 0 }] },
    invalid('/lines/0/quantity'),
  ),
  create('an unknown value', { ...draft, currency: 'XYZ' }, invalid('/currency')),
  create('an unknown field', { ...draft, partnerId: identifier('prt', 2) }, invalid('/partnerId')),
  create('an empty list', { ...draft, lines: [] }, invalid('/lines')),
  create(
    'a list that is too long',
    { ...draft, lines: Array.from({ length: 101 }, () => line) },
    invalid('/lines'),
  ),
  create('a malformed id', { ...draft, buildingId: 'bld_1' }, invalid('/buildingId')),
  create('several mistakes at once', { ...withoutCurrency, memo: 7 }, invalid('/currency', '/memo')),
  create('an array for an object', [], invalid('')),
  create('null for an object', 'null', invalid('')),
  create('no body', '', { status: 400, code: 'invalid_json' }),
  create('JSON that nests too deep', `${'['.repeat(17)}${']'.repeat(17)}`, {
    status: 400,
    code: 'invalid_json',
  }),
  create('JSON of brackets alone', '['.repeat(200_000), { status: 400, code: 'invalid_json' }),
  create(
    'JSON of many members',
    Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [index, 1])),
    {
      status: 400,
      code: 'invalid_json',
    },
  ),
  create('100,000 lines', { ...draft, lines: Array.from({ length: 100_000 }, () => 1) }, invalid('/lines')),
  create('malformed JSON', '{"currency":', { status: 400, code: 'invalid_json' }),
  create(
    'another content type',
    JSON.stringify(draft),
    { status: 415, code: 'unsupported_media_type' },
    { 'Content-Type': 'text/plain' },
  ),
  create(
    'no content type',
    JSON.stringify(draft),
    { status: 415, code: 'unsupported_media_type' },
    { 'Content-Type': '' },
  ),
  create('a huge body', JSON.stringify({ ...draft, memo: 'x'.repeat(262_144) }), {
    status: 413,
    code: 'content_too_large',
  }),
  create('a bad idempotency key', draft, invalid('/header/Idempotency-Key'), {
    ...json,
    'Idempotency-Key': 'two words',
  }),
  list('an unknown query parameter', { stauts: 'open' }, '/query/stauts'),
  list('an unknown filter value', { status: 'overdue' }, '/query/status'),
  list('a limit out of range', { limit: '101' }, '/query/limit'),
  list('a limit that is no number', { limit: 'ten' }, '/query/limit'),
  list('a day that does not exist', { issuedFrom: '2026-02-30' }, '/query/issuedFrom'),
  list(
    'a period that ends before it begins',
    { issuedFrom: '2026-02-02', issuedTo: '2026-02-01' },
    '/query/issuedTo',
  ),
  {
    name: 'a malformed id in the path',
    operationId: 'getInvoice',
    call: { caller, path: { invoiceId: '../x' } },
    expected: invalid('/path/invoiceId'),
  },
  {
    name: 'a payment before every calendar',
    operationId: 'payInvoice',
    call: {
      caller,
      path: { invoiceId: 'open' },
      body: { amount: 1, method: 'card', paidAt: '0000-01-01T00:00:00Z' },
    },
    expected: invalid('/paidAt'),
  },
  {
    name: 'a payment in the future',
    operationId: 'payInvoice',
    call: {
      caller,
      path: { invoiceId: 'open' },
      body: { amount: 1, method: 'card', paidAt: '2999-01-01T00:00:00Z' },
    },
    expected: invalid('/paidAt'),
  },
  {
    name: 'an If-Match that is no entity tag',
    operationId: 'updateLocker',
    call: {
      caller: admin,
      path: { lockerId: identifier('lkr', 1) },
      headers: { ...json, 'If-Match': 'W/"3"' },
      body: { name: 'x' },
    },
    expected: invalid('/header/If-Match'),
  },
  {
    name: 'an export over more than a year',
    operationId: 'createInvoiceExport',
    call: { caller, body: { format: 'csv', issuedFrom: '2025-01-01', issuedTo: '2026-12-31' } },
    expected: invalid('/issuedTo'),
  },
];

describe('bad input', () => {
  let openInvoice = '';
  beforeAll(async () => {
    const { body } = await backend.call<{ id: string }>('createInvoice', { caller, body: draft });
    openInvoice = body.id;
    await backend.call('finalizeInvoice', { caller, path: { invoiceId: openInvoice } });
  });

  it.each(cases.map((one) => [one.name, one] as const))(
    'such as %s is a problem that names it, and writes nothing',
    async (_, one) => {
      const before = await backend.contents();
      const path = one.call.path?.['invoiceId'] === 'open' ? { invoiceId: openInvoice } : one.call.path;
      const { status, headers, body } = await backend.refused(one.operationId, {
        ...one.call,
        ...(path ? { path } : {}),
      });
      const { pointers, ...expected } = one.expected;
      expect(body).toMatchObject(expected);
      expect(status).toBe(body.status);
      expect(body.requestId).toBe(headers['X-Request-Id']);
      expect(body.type).toMatch(new RegExp(`/problems/${body.code}$`));
      expect(body.instance?.startsWith(`${basePath}/`)).toBe(true);
      expect(body.title).not.toBe('');
      if (pointers) expect(body.errors?.map(({ pointer }) => pointer)).toEqual(pointers);
      expect(await backend.contents()).toEqual(before);
    },
  );

  it('such as a parameter given twice is not settled by picking one', async () => {
    const { handler } = await import('../../../src/functions/invoices-api/handler.ts');
    const event = eventOf('listInvoices', { caller, query: { status: 'open' } });
    event.multiValueQueryStringParameters = { status: ['draft', 'open'] };
    const { statusCode, body } = await handler(event, lambdaContext());
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      errors: [{ pointer: '/query/status', message: 'must be given once' }],
    });
  });

  it('such as a route that a function does not serve is 404 route_not_found', async () => {
    const { handler } = await import('../../../src/functions/lockers-api/handler.ts');
    const { statusCode, body } = await handler(eventOf('listInvoices', { caller }), lambdaContext());
    expect(statusCode).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'route_not_found' });
  });

  it('is found in a body that the gateway passed on as base64', async () => {
    const { handler } = await import('../../../src/functions/invoices-api/handler.ts');
    const event = eventOf('createInvoice', { caller, body: draft });
    const encoded = {
      ...event,
      body: Buffer.from(event.body ?? '').toString('base64'),
      isBase64Encoded: true,
    };
    expect((await handler(encoded, lambdaContext())).statusCode).toBe(201);
  });
});

describe('health', () => {
  it('answers without a token, and asks the table when asked deeply', async () => {
    expect((await backend.call('getHealth', {})).body).toMatchObject({ status: 'ok', checks: [] });
    const deep = await backend.call('getHealth', { query: { deep: 'true' } });
    expect(deep.body).toMatchObject({ status: 'ok', checks: [{ name: 'table', status: 'ok' }] });
  });
});
