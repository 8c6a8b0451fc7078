import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  isAbortError,
  isApiError,
  isConnectionError,
  isNorthwindError,
  isTimeoutError,
  isUsageError,
  Northwind,
  type DownloadProgress,
} from '../src/index.ts';

const id = 'exp_01KB9ZZ0000000000000000001';
const closers: (() => unknown)[] = [];

afterEach(() => closers.splice(0).forEach((close) => close()));

/** A server that is API and storage at once, and a client of it. */
async function serve(handle: (url: string) => RequestListener) {
  const requests: { method: string | undefined; url: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  let base = '';
  const server = createServer((request, response) => {
    requests.push({ method: request.method, url: request.url!, headers: request.headers });
    handle(base)(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => (server.closeAllConnections(), server.close()));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const northwind = new Northwind({
    environment: { restUrl: base, graphqlUrl: `${base}/graphql` },
    auth: 'the-token',
    apiKey: 'the-key',
  });
  return { northwind, requests };
}

/** The API's side of an export, in one state after the other. */
function exports(states: string[], storage: RequestListener) {
  let asked = 0;
  return (base: string): RequestListener =>
    (request, response) => {
      if (request.url!.startsWith('/storage')) return storage(request, response);
      const state = states[Math.min(asked++, states.length - 1)];
      const ready = state === 'ready';
      const failureReason = state === 'failed' ? 'no invoices' : null;
      response.setHeader('retry-after', '0').end(
        JSON.stringify({
          ...{ id, state, failureReason, sizeBytes: ready ? 11 : null },
          downloadUrl: ready ? `${base}/storage?X-Amz-Signature=secret-signature` : null,
        }),
      );
      return undefined;
    };
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('invoiceExports.download', () => {
  it('waits for the export, streams its file without credentials, and tells the progress', async () => {
    const storage: RequestListener = (_, response) => {
      response.write('id,total');
      setImmediate(() => response.end('\n1,'));
    };
    const { northwind, requests } = await serve(exports(['queued', 'running', 'ready'], storage));
    const told: DownloadProgress[] = [];
    const file = await northwind.invoiceExports.download(id, {
      onProgress: (progress) => told.push(progress),
    });
    expect(await file.text()).toBe('id,total\n1,');
    expect(told.at(-1)).toEqual({ transferredBytes: 11, totalBytes: 11 });
    expect(requests.map(({ url }) => url.replace(/[?].*/, ''))).toEqual([
      ...Array<string>(3).fill(`/invoice-exports/${id}`),
      '/storage',
    ]);
    expect(requests[3]!.headers).not.toHaveProperty('authorization');
    expect(requests[3]!.headers).not.toHaveProperty('x-api-key');
  });

  it('says why an export could not be made', async () => {
    const { northwind } = await serve(exports(['failed'], (_, response) => response.end()));
    const error = await failure(northwind.invoiceExports.download(id));
    expect(isNorthwindError(error) && [error.code, error.message]).toEqual([
      'export_failed',
      `downloadInvoiceExport: export ${id} is failed: no invoices`,
    ]);
  });

  it('repeats what is transient, and gives storage’s refusal a type without the signed URL', async () => {
    let asked = 0;
    const xml =
      '<Error><Code>AccessDenied</Code><Message>Request has expired</Message><Url>secret-signature</Url></Error>';
    const { northwind } = await serve(
      exports(['ready'], (_, response) => response.writeHead(asked++ === 0 ? 503 : 403).end(xml)),
    );
    const error = await failure(northwind.invoiceExports.download(id));
    expect(asked).toBe(2);
    expect(isApiError(error) && [error.status, error.name, error.message]).toEqual([
      403,
      'PermissionDeniedError',
      'downloadInvoiceExport: 403 unknown: AccessDenied: Request has expired',
    ]);
    expect(JSON.stringify(error)).not.toContain('secret-signature');
  });

  it('a file that breaks off, stops or is aborted ends its reader with a typed error', async () => {
    const begun: RequestListener = (_, response) => void response.writeHead(200).write('id');
    const broken: RequestListener = (_, response) =>
      void response.writeHead(200, { 'content-length': '11' }).write('id', () => response.destroy());
    const read = async (storage: RequestListener, options: object = {}) => {
      const { northwind } = await serve(exports(['ready'], storage));
      return failure(northwind.invoiceExports.download(id, options).then((file) => file.text()));
    };
    expect(await read(broken)).toSatisfy(isConnectionError);
    expect(await read(begun, { timeout: 300 })).toSatisfy(isTimeoutError);

    const controller = new AbortController();
    const { northwind } = await serve(exports(['ready'], begun));
    const file = await northwind.invoiceExports.download(id, { signal: controller.signal });
    const reading = failure(file.text());
    controller.abort();
    expect(await reading).toSatisfy(isAbortError);
  });

  it('ends the wait for an export with its limits or its signal', async () => {
    const { northwind } = await serve(exports(['running'], (_, response) => response.end()));
    const late = await failure(northwind.invoiceExports.download(id, { totalTimeout: 200 }));
    expect(isTimeoutError(late) && late.limit).toBe('totalTimeout');
    const signal = AbortSignal.abort();
    expect(await failure(northwind.invoiceExports.download(id, { signal }))).toSatisfy(isAbortError);
  });

  it.each([{ onprogress: () => {} }, { onProgress: 'yes' }, { timeout: -1 }, { signal: {} }])(
    'refuses %j before anything is sent',
    async (options) => {
      const { northwind, requests } = await serve(exports(['ready'], (_, response) => response.end()));
      const error = await failure(northwind.invoiceExports.download(id, options as never));
      expect(error).toSatisfy(isUsageError);
      expect(requests).toEqual([]);
    },
  );
});

describe('signatures.upload', () => {
  const signature = { deliveryId: 'dlv_1', contentType: 'SVG', image: '<svg>é€😀</svg>' } as const;

  /** The API and the storage, which answers a `PUT` by `answers`, one after the other. */
  async function storage(answers: ('lose' | number)[]) {
    const bodies: string[] = [];
    const served = await serve((base) => (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        bodies.push(Buffer.concat(parts).toString());
        if (request.url !== '/storage') {
          const requestSignatureUpload = { uploadId: 'upl_1', url: `${base}/storage`, expiresAt: '' };
          return response.end(JSON.stringify({ data: { requestSignatureUpload } }));
        }
        const answer = answers.shift();
        return answer === 'lose' ? response.destroy() : response.writeHead(answer!).end();
      });
    });
    return { ...served, bodies };
  }

  it('asks for a place of the image’s size and puts it there, once and without credentials', async () => {
    const { northwind, requests, bodies } = await storage([200]);
    expect(await northwind.signatures.upload(signature)).toBe('upl_1');
    const { variables } = JSON.parse(bodies[0]!) as { variables: { input: { sizeBytes: number } } };
    expect(variables.input.sizeBytes).toBe(Buffer.byteLength(signature.image));
    expect(bodies[1]).toBe(signature.image);
    expect(requests[1]).toMatchObject({
      method: 'PUT',
      headers: {
        'content-type': 'image/svg+xml',
        'if-none-match': '*',
        // Storage takes no chunks: the length is signed.
        'content-length': String(Buffer.byteLength(signature.image)),
      },
    });
    expect(requests[1]!.headers).not.toHaveProperty('authorization');
  });

  it('is done if an attempt whose response was lost has taken the place', async () => {
    const { northwind } = await storage(['lose', 412]);
    expect(await northwind.signatures.upload(signature)).toBe('upl_1');
  });

  it('fails if the place was taken by another', async () => {
    const { northwind } = await storage([412]);
    const error = await failure(northwind.signatures.upload(signature));
    expect(isApiError(error) && error.status).toBe(412);
  });

  it.each([{ contentType: 'GIF' }, { image: undefined }, { image: 5 }])(
    'refuses %j before anything is sent',
    async (wrong) => {
      const { northwind, requests } = await storage([200]);
      const error = await failure(northwind.signatures.upload({ ...signature, ...wrong } as never));
      expect(error).toSatisfy(isUsageError);
      expect(requests).toEqual([]);
    },
  );
});
