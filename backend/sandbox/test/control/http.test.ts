/** The control over HTTP: for tests in other processes and languages. */
import { Northwind } from '@northwind/sdk';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectSandbox,
  ControlError,
  FaultNotMetError,
  startSandbox,
  UnknownTargetError,
  type ControlAddress,
  type RemoteSandbox,
  type Sandbox,
} from '../../src/index.ts';
import { controlRoutes } from '../../src/control/http/routes.ts';
import { clientOf, clientOfUser, openInvoice } from './fixture.ts';
import { curlLines } from './curl.ts';

let sandbox: Sandbox;
let address: ControlAddress;
let remote: RemoteSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null, control: true });
  address = sandbox.control as ControlAddress;
  remote = await connectSandbox(address);
});
afterAll(() => sandbox.close());

const once = { maxRetries: 0 };

/** As a program in another language calls it. */
function call(
  method: string,
  target: string,
  { body, headers }: { body?: unknown; headers?: object } = {},
): Promise<Response> {
  return fetch(new URL(target, address.url), {
    method,
    headers: { authorization: `Bearer ${address.token}`, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

describe('a sandbox in another process', () => {
  it('has the addresses, and tenants that sign in', async () => {
    expect(remote).toMatchObject({
      restUrl: sandbox.restUrl,
      tokenUrl: sandbox.tokenUrl,
      graphqlUrl: sandbox.graphqlUrl,
      mobileClientId: sandbox.mobileClientId,
    });
    const partner = await remote.partner({ name: 'Bücher & Co' });
    expect(partner.name).toBe('Bücher & Co');
    expect((await openInvoice(clientOf(sandbox, partner))).status).toBe('open');
    const { lockerId, buildingId, compartments } = await remote.locker({ compartments: { small: 3 } });
    expect(compartments).toHaveLength(3);
    await clientOfUser(sandbox, await remote.courier());
    const manager = await clientOfUser(sandbox, await remote.manager({ buildings: [buildingId] }));
    expect((await manager.lockers.get(lockerId)).id).toBe(lockerId);
  });

  it('fails what it was told to, counts, and verifies', async () => {
    const partner = await remote.partner();
    const northwind = new Northwind(partner.options);
    const { id } = await openInvoice(northwind);
    const fault = await remote.fail('payInvoice', { status: 503, times: 2, retryAfter: 0, tenant: partner });
    expect(await remote.faults.list()).toMatchObject([{ id: fault.id, target: 'payInvoice', remaining: 2 }]);
    await northwind.invoices.pay(id, { amount: 100, method: 'card' });
    expect(await fault.met()).toBe(2);
    await fault.verify();
    const calls = await partner.calls('payInvoice');
    expect(calls.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(JSON.stringify(calls)).not.toContain(partner.apiKey);

    await remote.fail('payInvoice', { code: 'quota_exceeded', times: Infinity, tenant: partner });
    expect(await remote.faults.list()).toMatchObject([{ remaining: null }]);
    await expect(remote.faults.verify()).rejects.toThrow(FaultNotMetError);
    await remote.faults.verify();
    const removed = await remote.fail('payInvoice', { status: 500, tenant: partner });
    await removed.remove();
    await remote.fail('payInvoice', { status: 500, tenant: partner });
    await remote.faults.clear();
    expect(await remote.faults.list()).toEqual([]);
  });

  it('keeps the faults of sessions apart', async () => {
    const other = await connectSandbox(address);
    await other.fail('payInvoice', { status: 503, tenant: await other.partner() });
    expect(await remote.faults.list()).toEqual([]);
    await remote.faults.verify();
    expect(await sandbox.faults.list()).toHaveLength(1);
    await expect(other.faults.verify()).rejects.toThrow(/payInvoice of .*to be met once, met never/);
  });

  it('speaks as a locker, leaves holes, breaks sockets, and waits', async () => {
    const { lockerId, buildingId } = await remote.locker();
    const manager = await remote.manager({ buildings: [buildingId] });
    const northwind = new Northwind(manager.options);
    const stream = northwind.live.lockerEvents({ lockerId, after: 0 });
    expect(await remote.emit({ lockerId, type: 'DOOR_OPENED' })).toEqual({
      deviceSequence: expect.any(Number),
    });
    expect((await stream.next()).value).toMatchObject({ sequence: 1, type: 'DOOR_OPENED' });
    await remote.settled();
    expect(await remote.closeSockets({ tenant: await remote.courier() })).toBe(0);
    expect(await remote.closeSockets({ tenant: manager })).toBe(1);
    await remote.skipSequence(lockerId, 2);
    await remote.emit({ lockerId, type: 'DOOR_CLOSED' });
    await expect(stream.next()).rejects.toMatchObject({ name: 'SequenceGapError', sequence: 2 });
    // A person is met by either of their names.
    const calls = await remote.calls('Query.listLockerEvents', { tenant: manager });
    expect(calls.length).toBeGreaterThan(0);
  });

  it('throws the same errors as in one process', async () => {
    const unknown = remote.fail('payInvoce' as 'payInvoice', { status: 503 });
    await expect(unknown).rejects.toThrow(UnknownTargetError);
    await expect(unknown).rejects.toMatchObject({ suggestion: 'payInvoice' });
    await expect(remote.fail('payInvoice', { status: 200 })).rejects.toThrow(ControlError);
    await expect(remote.fail('payInvoice', { status: 200 })).rejects.toThrow('status must be');
    await expect(remote.partner({ nmae: 'x' } as object)).rejects.toThrow(
      'POST /partners: /nmae is not known. It takes name.',
    );
    await expect(remote.locker({ compartments: { small: -1 } })).rejects.toThrow('/compartments/small must');
    await expect(remote.manager({} as { buildings: [] })).rejects.toThrow('/buildings is missing');
    await expect(remote.clock.advance('-P1D')).rejects.toThrow('time moves forward only');
    await expect(connectSandbox({ ...address, token: 'wrong' })).rejects.toThrow('Send the token');
    await expect(connectSandbox({ ...address, url: 'http://127.0.0.1:1' })).rejects.toThrow(
      'No sandbox answers at http://127.0.0.1:1.',
    );
  });
});

describe('the port of the control', () => {
  it('lets in who has the token, from a page too, and nobody else', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${address.token}`]) {
      const response = await call('POST', '/partners', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: 'Unauthorized' });
    }
    const preflight = await fetch(new URL('/partners', address.url), {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('does not answer to another name, which a page may have had resolve to this machine', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'attacker.example', authorization: `Bearer ${address.token}` };
      httpRequest(address.url, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it('answers errors as JSON', async () => {
    const statusAndBody = async (answer: Promise<Response>) => {
      const response = await answer;
      expect(response.headers.get('content-type')).toBe('application/json');
      return [response.status, await response.json()];
    };
    expect(await statusAndBody(call('GET', '/nothing'))).toEqual([
      404,
      { error: 'NotFound', message: 'There is no GET /nothing; GET /openapi.json lists what there is.' },
    ]);
    expect(await statusAndBody(call('POST', '/partners', { body: '{' }))).toEqual([
      400,
      { error: 'ControlError', message: 'POST /partners: this is not JSON.' },
    ]);
    expect(await statusAndBody(call('POST', '/partners', { body: [] }))).toMatchObject([400, {}]);
    expect(await statusAndBody(call('GET', '/faults/%zz'))).toMatchObject([400, { error: 'ControlError' }]);
    expect(await statusAndBody(call('GET', '/calls?tenant=%7B'))).toMatchObject([400, {}]);
    const long = JSON.stringify({ name: 'x'.repeat(70_000) });
    expect(await statusAndBody(call('POST', '/partners', { body: long }))).toMatchObject([413, {}]);
    const unknown = { target: 'getInvoce', fault: { status: 500 } };
    expect(await statusAndBody(call('POST', '/faults', { body: unknown }))).toMatchObject([
      400,
      { error: 'UnknownTargetError', target: 'getInvoce', suggestion: 'getInvoice' },
    ]);
    const session = { 'sandbox-session': 'of this test' };
    const fault = { target: 'getInvoice', fault: { status: 500, tenant: 'nobody', times: null } };
    expect(await statusAndBody(call('POST', '/faults', { body: fault, headers: session }))).toMatchObject([
      200,
      { target: 'getInvoice', met: 0, remaining: null },
    ]);
    expect(await statusAndBody(call('POST', '/faults/verify', { headers: session }))).toMatchObject([
      409,
      { error: 'FaultNotMetError', faults: [expect.stringContaining('getInvoice of nobody')] },
    ]);
  });

  it('describes every route as OpenAPI', async () => {
    const document = (await (await call('GET', '/openapi.json')).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const described = Object.entries(document.paths).flatMap(([route, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${route}`),
    );
    const known = Object.entries(controlRoutes).map(
      ([name, { method, path: route }]) => `${name} ${method.toLowerCase()} ${route}`,
    );
    expect(described.sort()).toEqual(known.sort());
  });
});

describe('the README', () => {
  it('has curl lines that work', async () => {
    const readme = await readFile(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
    const { lockerId } = await remote.locker();
    const { clientId } = await remote.partner();
    const variables = { CONTROL: address.url, TOKEN: address.token, LOCKER: lockerId, CLIENT: clientId };
    const lines = curlLines(readme, variables);
    expect(lines.length).toBeGreaterThan(8);
    for (const { method, url, headers, body } of lines) {
      const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
      // The fault that the lines set is not met by anybody, which is what the last one then says.
      const expected = url.endsWith('/faults/verify') ? 409 : 200;
      expect(response.status, `${method} ${url}: ${await response.text()}`).toBe(expected);
    }
  });

  it('moves the time, for everybody', async () => {
    const before = await remote.clock.now();
    const after = await remote.clock.advance('P2D');
    expect(after.getTime() - before.getTime()).toBeGreaterThanOrEqual(2 * 86_400_000);
    expect((await sandbox.clock.now()).getTime()).toBeGreaterThanOrEqual(after.getTime());
    const partner = await remote.partner();
    await clientOf(sandbox, partner, once).invoices.list().firstPage();
  });
});
