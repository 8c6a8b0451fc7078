import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { items, northwind } from './northwind.ts';
import type {} from './one-sandbox.ts';

interface Finding {
  readonly check: string;
  readonly result: string;
  readonly detail: string;
  readonly remedy: string;
}

const sandbox = inject('sandbox');

describe('doctor', () => {
  it('finds a partner of the sandbox well', async () => {
    const outcome = await northwind(['doctor', '--timeout', '120'], { env: sandbox.env });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const results = Object.fromEntries(items<Finding>(outcome).map(({ check, result }) => [check, result]));
    expect(results).toMatchObject({
      ...{ Versions: 'ok', 'DNS 127.0.0.1': 'ok', API: 'ok', Clock: 'ok', Credentials: 'ok', Scopes: 'ok' },
      ...{ 'API key': 'ok', GraphQL: 'skipped', WebSocket: 'skipped' },
    });
  });

  it('finds a person well, and says of one who is not signed in any more how to sign in again', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'northwind-doctor-'));
    try {
      const { NORTHWIND_MANAGER_USERNAME: name = '', NORTHWIND_MANAGER_PASSWORD: password } = sandbox.env;
      const env = { XDG_CONFIG_HOME: home };
      const login = ['login', '--profile', 'me', '--user', name, '--json'];
      const signedIn = await northwind(login, { env: { ...sandbox.env, ...env }, stdin: `${password}\n` });
      expect(JSON.parse(signedIn.stdout)).toMatchObject({ profile: 'me', kind: 'person' });
      const doctor = async (): Promise<Record<string, Finding>> => {
        const outcome = await northwind(['doctor', '--timeout', '120', '--profile', 'me'], { env });
        return Object.fromEntries(items<Finding>(outcome).map((finding) => [finding.check, finding]));
      };
      expect(await doctor()).toMatchObject({
        ...{ Credentials: { result: 'ok' }, Scopes: { result: 'ok' }, 'API key': { result: 'skipped' } },
        ...{ GraphQL: { result: 'ok' }, WebSocket: { result: 'ok' } },
      });
      // As after a sign-out on another device: the profile is there, its session is not.
      const file = path.join(home, 'northwind/profiles/me.json');
      const { session: _, ...profile } = JSON.parse(await readFile(file, 'utf8')) as { session: object };
      await writeFile(file, JSON.stringify(profile), { mode: 0o600 });
      const remedy = expect.stringContaining('northwind login --profile me --browser');
      expect(await doctor()).toMatchObject({
        Credentials: { result: 'failed', remedy },
        GraphQL: { result: 'skipped', remedy },
        WebSocket: { result: 'skipped', remedy },
      });
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });

  it('says of what is wrong what to do, and ends with 1', async () => {
    const env = { ...sandbox.env, NORTHWIND_API_KEY: 'wrong-key' };
    const { code, stdout, stderr } = await northwind(['doctor', '--timeout', '120', '-o', 'table'], { env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'northwind: 1 check failed.\n' });
    expect(stdout).toMatch(
      /✗ API key: .*\n {2}→ Check NORTHWIND_API_KEY: it must be of the same partner\.\n/,
    );
    expect(stdout).not.toContain('wrong-key');
  });

  it('says that a profile cannot be used', async () => {
    const outcome = await northwind(['doctor', '--profile', 'nobody'], {
      env: { XDG_CONFIG_HOME: '/nowhere' },
    });
    expect(outcome.code).toBe(1);
    expect(items<Finding>(outcome)).toMatchObject([
      { check: 'Versions', result: 'ok' },
      { check: 'Credentials', result: 'failed', detail: expect.stringContaining("no profile 'nobody'") },
    ]);
  });

  it('goes on where nobody answers, and warns of http to other machines', async () => {
    // Longer than a label of a name may be: no server is asked for it.
    const host = `${'a'.repeat(64)}.invalid`;
    const env = {
      NORTHWIND_REST_URL: 'http://127.0.0.1:1/v1',
      NORTHWIND_TOKEN_URL: `http://${host}/token`,
    };
    const outcome = await northwind(['doctor'], { env });
    expect(outcome.code).toBe(1);
    expect(items<Finding>(outcome).filter(({ result }) => result === 'failed')).toMatchObject([
      { check: `DNS ${host}` },
      { check: `TLS ${host}`, remedy: 'Use the https address.' },
      { check: 'API' },
      { check: 'Credentials', remedy: 'Sign in: `northwind login`.' },
    ]);
  });
});
