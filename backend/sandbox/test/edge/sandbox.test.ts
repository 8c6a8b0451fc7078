import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basePath, operations, problems, problemTypeBase } from '../../../src/generated/manifest.ts';
import { startSandbox } from '../../src/sandbox.ts';
import type { Sandbox, SandboxClient } from '../../src/sandbox.ts';
import { onHop } from '../../src/support/trace.ts';
import type { Hop } from '../../src/support/trace.ts';

describe('the sandbox as a whole', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
  });
  afterAll(() => sandbox.close());

  const first = (): SandboxClient => sandbox.clients[0] as SandboxClient;

  async function tokenOf(client: SandboxClient, scope?: string): Promise<string> {
    const response = await fetch(sandbox.tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(scope === undefined ? {} : { scope }),
      }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  async function call(
    path: string,
    init: RequestInit = {},
    client = first(),
    scope?: string,
  ): Promise<Response> {
    return fetch(`${sandbox.restUrl}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${await tokenOf(client, scope)}`,
        'x-api-key': client.apiKey,
        ...init.headers,
      },
    });
  }

  it('gives each partner its own invoices', async () => {
    const owners = await Promise.all(
      sandbox.clients.map(async (client) => {
        const { data } = (await (await call('/invoices?limit=5', {}, client)).json()) as {
          data: { partnerId: string }[];
        };
        return new Set(data.map(({ partnerId }) => partnerId));
      }),
    );
    expect(owners).toEqual(sandbox.clients.map(({ partnerId }) => new Set([partnerId])));
  });

  it('carries an export from the API over the queue and the worker into the bucket', async () => {
    const issuedTo = new Date().toISOString().slice(0, 10);
    const issuedFrom = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
    const created = await call('/invoice-exports', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `export-${Date.now()}` },
      body: JSON.stringify({ format: 'csv', issuedFrom, issuedTo }),
    });
    expect(created.status).toBe(202);
    let invoiceExport = (await created.json()) as {
      id: string;
      state: string;
      invoiceCount: number;
      downloadUrl: string;
    };
    await expect
      .poll(async () => {
        const read = await call(`/invoice-exports/${invoiceExport.id}`);
        invoiceExport = (await read.json()) as typeof invoiceExport;
        return invoiceExport.state;
      })
      .not.toMatch(/^(queued|running)$/);
    expect(
      invoiceExport.state,
      sandbox
        .logs()
        .map(({ text }) => text)
        .join('\n')
        .slice(-2_000),
    ).toBe('ready');
    const file = await fetch(invoiceExport.downloadUrl);
    expect(file.status).toBe(200);
    expect((await file.text()).trim().split('\n')).toHaveLength(invoiceExport.invoiceCount + 1);
    expect((await fetch(invoiceExport.downloadUrl.replace('/exp_', '/exp_0'))).status).toBe(403);
  });

  it.each([
    ['no token', '/invoices', { headers: { authorization: '' } }, undefined, 401, 'unauthenticated'],
    [
      'a token of another issuer',
      '/invoices',
      { headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' } },
      undefined,
      401,
      'unauthenticated',
    ],
    ['a token without the scope', '/invoices', {}, 'northwind/lockers.read', 403, 'insufficient_scope'],
    [
      'an unknown API key',
      '/invoices',
      { headers: { 'x-api-key': 'unknown' } },
      undefined,
      403,
      'invalid_api_key',
    ],
    ['an unknown path', '/nowhere', {}, undefined, 404, 'route_not_found'],
    [
      'an unsafe call without a key',
      '/invoices',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      undefined,
      400,
      'invalid_request',
    ],
  ])('answers %s with the documented problem', async (_what, path, init, scope, status, code) => {
    const response = await call(path, init, first(), scope);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      status,
      code,
      instance: `${basePath}${path}`,
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('answers a preflight for every path of the contract', async () => {
    for (const path of new Set(Object.values(operations).map((operation) => operation.path))) {
      const response = await fetch(`${sandbox.restUrl}${path.replace(/\{\w+\}/g, 'x')}`, {
        method: 'OPTIONS',
      });
      expect(response.status, path).toBe(204);
      expect(response.headers.get('access-control-allow-origin'), path).toBe('*');
    }
  });

  it('refuses every guarded operation to a caller without a token, before any function runs', async () => {
    const logged = sandbox.logs().length;
    for (const { operationId, method, path } of Object.values(operations).filter(({ open }) => !open)) {
      const url = `${sandbox.restUrl}${path.replace(/\{\w+\}/g, 'x')}`;
      expect((await fetch(url, { method })).status, operationId).toBe(401);
    }
    expect(sandbox.logs()).toHaveLength(logged);
  });

  it('has the page behind the type of every problem document', async () => {
    const refused = await fetch(`${sandbox.restUrl}/invoices`);
    const { type } = (await refused.json()) as { type: string };
    expect(type).toBe(`${problemTypeBase}unauthenticated`);
    const pageOf = (code: string) =>
      fetch(new URL(new URL(problemTypeBase + code).pathname, sandbox.restUrl));
    for (const [code, { title }] of Object.entries(problems)) {
      const page = await pageOf(code);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain(`# ${title}\n\n\`${code}\``);
    }
    expect((await pageOf('constructor')).status).toBe(404);
  });

  it('says what happened at each hop of a request', async () => {
    const hops: Hop[] = [];
    const stop = onHop((hop) => hops.push(hop));
    const requestId = (await call('/invoices?limit=1')).headers.get('x-request-id');
    stop();
    expect(hops.filter((hop) => hop.requestId === requestId).map(({ hop }) => hop)).toEqual([
      'lambda',
      'api-gateway',
    ]);
    expect(hops.map(({ hop }) => hop)).toContain('cognito');
    expect(JSON.stringify(hops)).not.toContain(first().clientSecret);
  });

  it('keeps tokens, secrets and keys out of what functions log', () => {
    const text = sandbox
      .logs()
      .map((line) => line.text)
      .join('\n');
    expect(text).toContain('"operationId":"listInvoices"');
    expect(text).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\./);
    for (const { clientSecret, apiKey } of sandbox.clients) {
      expect(text).not.toContain(clientSecret);
      expect(text).not.toContain(apiKey);
    }
  });
});
