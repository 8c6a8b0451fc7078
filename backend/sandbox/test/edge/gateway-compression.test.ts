import { request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, inflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { document, startFixture, type Fixture } from './gateway-fixture.ts';

const minimumSize = 64;
const page = JSON.stringify({ data: Array.from({ length: 20 }, () => 'parcel') });
const compressing = { ...document, 'x-amazon-apigateway-minimum-compression-size': minimumSize };

let fixture: Fixture;
afterEach(() => fixture.gateway.close());

/** As it is on the wire: `fetch` would undo the coding. */
async function receive(
  answer: Readonly<Record<string, unknown>>,
  acceptEncoding?: string,
  importDocument: unknown = compressing,
): Promise<{ headers: IncomingMessage['headers']; body: Buffer }> {
  fixture = await startFixture(() => ({ statusCode: 200, ...answer }), { document: importDocument });
  const headers = acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${fixture.gateway.url}/health`, { headers }, resolve).on('error', reject).end();
  });
  return { headers: response.headers, body: await buffer(response) };
}

describe('a response of the length at which the document begins to compress', () => {
  it.each([
    ['gzip', gunzipSync],
    ['deflate', inflateSync],
  ])('is sent as %s to who takes it, with its own headers', async (coding, undo) => {
    const { headers, body } = await receive({ headers: { ETag: '"1"' }, body: page }, coding);
    expect(headers).toMatchObject({
      'content-encoding': coding,
      'content-length': String(body.length),
      etag: '"1"',
    });
    expect(body.length).toBeLessThan(page.length);
    expect(undo(body).toString()).toBe(page);
  });

  it.each([
    ['to who names no coding', undefined],
    ['to who takes whatever there is', '*'],
    ['to who takes another coding only', 'br'],
  ])('is sent as it is %s', async (_what, acceptEncoding) => {
    const { headers, body } = await receive({ body: page }, acceptEncoding);
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toBe(page);
  });

  it('is sent as it is where the function has coded it, or the document does not compress', async () => {
    const coded = await receive({ body: page, headers: { 'Content-Encoding': 'br' } }, 'gzip');
    expect(coded.headers['content-encoding']).toBe('br');
    expect(coded.body.toString()).toBe(page);
    await fixture.gateway.close();
    const plain = await receive({ body: page }, 'gzip', document);
    expect(plain.headers['content-encoding']).toBeUndefined();
  });
});

describe('a shorter response', () => {
  it.each([minimumSize - 1, minimumSize])('of %i bytes is compressed from the minimum on', async (length) => {
    const { headers } = await receive({ body: 'x'.repeat(length) }, 'gzip');
    expect(headers['content-encoding']).toBe(length < minimumSize ? undefined : 'gzip');
  });

  it('without a body stays so, whatever the minimum', async () => {
    const always = { ...document, 'x-amazon-apigateway-minimum-compression-size': 0 };
    const { headers, body } = await receive({ statusCode: 304 }, 'gzip', always);
    expect(headers['content-encoding']).toBeUndefined();
    expect(body).toHaveLength(0);
  });
});
