import { describe, expect, inject, it } from 'vitest';
import { items, northwind, type Outcome } from './northwind.ts';
import type {} from './one-sandbox.ts';
import { control } from './sandbox.ts';

const sandbox = inject('sandbox');

describe('the commands of the sandbox', () => {
  it('make an operation of one client fail, and list what arrived', async () => {
    const { clientId, clientSecret, apiKey } = await control<Record<string, string>>(sandbox, '/partners');
    const env = {
      ...sandbox.env,
      ...{ NORTHWIND_CLIENT_ID: clientId, NORTHWIND_CLIENT_SECRET: clientSecret, NORTHWIND_API_KEY: apiKey },
    };
    const run = (line: string): Promise<Outcome> => northwind(line.split(' '), { env });
    const fault = await run(`sandbox fail listInvoices --status 403 --client ${clientId}`);
    expect(fault).toMatchObject({ code: 0, stderr: '' });
    expect((await run('invoices list')).code).toBe(4);
    expect((await run('invoices list')).code).toBe(0);
    const calls = await run('sandbox calls listInvoices');
    expect(calls.code).toBe(0);
    expect(items(calls).length).toBeGreaterThanOrEqual(2);
    expect(calls.stdout).not.toContain(apiKey);
  });

  it('open a door of the locker that the settings name', async () => {
    const opened = await northwind(['trigger', 'DOOR_OPENED'], { env: sandbox.env });
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(opened.stdout)).toMatchObject({ lockerId: sandbox.env['NORTHWIND_LOCKER_ID'] });
    const nowhere = ['trigger', 'DOOR_OPENED', '--locker', 'lkr_01K6F0A0000000000000000007'];
    expect(await northwind(nowhere, { env: sandbox.env })).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('locker lkr_01K6F0A0000000000000000007 not found'),
    });
  });

  it('say what they need, and what the sandbox refuses', async () => {
    const without = await northwind(['trigger', 'DOOR_OPENED', '--locker', 'lkr_1']);
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('--control') });
    const { env } = sandbox;
    const refused = await northwind(['trigger', 'DOOR_EXPLODED'], { env });
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining('The sandbox refused: ') });
    const unknown = await northwind(['sandbox', 'fail', 'payInvoices'], { env });
    expect(unknown).toMatchObject({ code: 6, stderr: expect.stringContaining('payInvoice') });
    const wrong = await northwind(['sandbox', 'advance', 'tomorrow'], { env });
    expect(wrong.code).toBe(6);
    const gone = { ...env, NORTHWIND_CONTROL_URL: 'http://127.0.0.1:1' };
    expect((await northwind(['sandbox', 'calls'], { env: gone })).code).toBe(9);
  });
});
