import { describe, expect, it } from 'vitest';
import { isServerError, type InvoiceSummary } from '../src/index.ts';
import { clientWith } from './client.ts';
import { problem, type Handler } from './recorded-fetch.ts';

/** 7 invoices in pages of 3. */
const pages: Handler = ({ url }) => {
  const start = Number(url.searchParams.get('cursor')?.slice(1) ?? 0);
  const data = Array.from({ length: Math.min(3, 7 - start) }, (_, index) => ({ id: `inv_${start + index}` }));
  return Response.json(
    { data, nextCursor: start + 3 < 7 ? `c${start + 3}` : null },
    { headers: { 'x-request-id': `req-${start}` } },
  );
};

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('a list', () => {
  it('sends nothing until it is used', async () => {
    const { northwind, requests } = clientWith(pages);
    const list = northwind.invoices.list();
    // What is made later is sent and answered meanwhile.
    await northwind.invoices.get('inv_1');
    expect(requests.map(({ url }) => url.pathname)).toEqual(['/v1/invoices/inv_1']);
    await list;
    expect(requests).toHaveLength(2);
  });

  it('iterates over the items of all pages, with the same filters', async () => {
    const { northwind, requests } = clientWith(pages);
    const ids = (await collect(northwind.invoices.list({ status: 'open', limit: 3 }))).map(({ id }) => id);
    expect(ids).toEqual(['inv_0', 'inv_1', 'inv_2', 'inv_3', 'inv_4', 'inv_5', 'inv_6']);
    expect(requests.map(({ url }) => url.search)).toEqual([
      '?status=open&limit=3',
      '?status=open&limit=3&cursor=c3',
      '?status=open&limit=3&cursor=c6',
    ]);
  });

  it('stops fetching when the loop stops', async () => {
    const { northwind, requests } = clientWith(pages);
    for await (const { id } of northwind.invoices.list()) if (id === 'inv_2') break;
    expect(requests).toHaveLength(1);
  });

  it('gives pages', async () => {
    const { northwind } = clientWith(pages);
    const found = await collect(northwind.invoices.list().pages());
    expect(found.map(({ data, nextCursor }) => [data.length, nextCursor])).toEqual([
      [3, 'c3'],
      [3, 'c6'],
      [1, null],
    ]);
  });

  it('is a promise of its first page, which is fetched once however it is taken', async () => {
    const { northwind, requests } = clientWith(pages);
    const list = northwind.invoices.list();
    const [page, first, { data, response, requestId }] = await Promise.all([
      list,
      list.firstPage(),
      list.withResponse(),
    ]);
    expect(first).toBe(page);
    expect(data).toBe(page);
    expect([response.status, requestId]).toEqual([200, 'req-0']);
    expect(requests).toHaveLength(1);
  });

  it('goes on from a cursor that was kept', async () => {
    const { northwind } = clientWith(pages);
    expect(await collect(northwind.invoices.list({ cursor: 'c6' }))).toEqual([{ id: 'inv_6' }]);
  });

  it('an empty page in the middle does not end it', async () => {
    const { northwind } = clientWith(({ url }) =>
      Response.json(
        url.searchParams.has('cursor')
          ? { data: [{ id: 'a' }], nextCursor: null }
          : { data: [], nextCursor: 'n' },
      ),
    );
    expect(await collect<InvoiceSummary>(northwind.invoices.list())).toEqual([{ id: 'a' }]);
  });

  it('an error on a later page reaches the loop after the items before it', async () => {
    const { northwind } = clientWith(
      (request, index) => (index === 1 ? problem(500, 'internal_error') : pages(request, index)),
      { maxRetries: 0 },
    );
    const seen: string[] = [];
    const loop = async (): Promise<void> => {
      for await (const { id } of northwind.invoices.list()) seen.push(id);
    };
    await expect(loop()).rejects.toSatisfy(isServerError);
    expect(seen).toEqual(['inv_0', 'inv_1', 'inv_2']);
  });
});

describe('a call', () => {
  it('is sent at once and once, however it is taken', async () => {
    let arrived = (): void => {};
    const sent = new Promise<void>((resolve) => (arrived = resolve));
    const { northwind, requests } = clientWith(() => {
      arrived();
      return Response.json({ id: 'inv_1' }, { headers: { etag: '"3"', 'x-request-id': 'r' } });
    });
    const call = northwind.invoices.get('inv_1');
    await sent;
    expect(requests).toHaveLength(1);
    const { data, response, requestId } = await call.withResponse();
    expect([data, response.headers.get('etag'), requestId]).toEqual([{ id: 'inv_1' }, '"3"', 'r']);
    const raw = await call.asResponse();
    expect([raw.status, raw.headers.get('etag'), await raw.json()]).toEqual([200, '"3"', { id: 'inv_1' }]);
    expect(await call.finally(() => {})).toEqual({ id: 'inv_1' });
    expect(requests).toHaveLength(1);
  });

  it('without an answer body resolves to undefined', async () => {
    const { northwind } = clientWith(() => new Response(null, { status: 204 }));
    const call = northwind.invoices.delete('inv_1');
    expect(await call).toBeUndefined();
    expect((await call.asResponse()).status).toBe(204);
  });
});

describe('a list whose server answers wrongly', () => {
  it.each([[[]], ['text'], [null], [{ data: {} }], [{ data: [], nextCursor: 5 }], [{ items: [] }]])(
    'is an InvalidResponseError: %j',
    async (body) => {
      const { northwind } = clientWith(() => Response.json(body), { auth: 'token' });
      await expect(northwind.invoices.list()).rejects.toMatchObject({
        name: 'InvalidResponseError',
        operation: 'listInvoices',
      });
    },
  );

  it('ends when a cursor is repeated, whether at once or later', async () => {
    const cursors = ['a', 'b', 'c', 'b'];
    const { northwind, requests } = clientWith(
      (_, index) => Response.json({ data: [index], nextCursor: cursors[index] ?? 'a' }),
      { auth: 'token' },
    );
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const item of northwind.invoices.list()) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('listInvoices: 200, but the server repeats a cursor');
    expect(seen).toEqual([0, 1, 2]);
    expect(requests).toHaveLength(4);
  });
});
