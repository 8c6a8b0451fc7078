import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { DEFAULT_PORT } from '../src/account/login-user.ts';
import { items, northwind, type Circumstances, type Outcome } from './northwind.ts';
import { openSignInPages } from './sign-in-pages.ts';
import type {} from './one-sandbox.ts';

const sandbox = inject('sandbox');

describe('signing in, against the sandbox', () => {
  let home: string;
  /** Without any variable of ours but where profiles are kept. */
  const run = (line: string, { env, ...more }: Circumstances = {}): Promise<Outcome> =>
    northwind(line.split(' '), { env: { XDG_CONFIG_HOME: home, ...env }, ...more });
  const variables = (): string =>
    Object.entries(sandbox.env)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n');
  const profileFile = (name: string): string => path.join(home, 'northwind/profiles', `${name}.json`);

  beforeEach(async () => {
    if (home) await rm(home, { recursive: true, force: true });
    home = await mkdtemp(path.join(tmpdir(), 'northwind-home-'));
  });
  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
  });

  it('keeps a client in a file that only its owner may read, and acts as it', async () => {
    const login = await run('login --from -', { stdin: variables() });
    expect(login).toMatchObject({ code: 0, stdout: '' });
    expect((await stat(profileFile('default'))).mode & 0o777).toBe(0o600);
    expect(items(await run('invoices list --limit 2'))).toHaveLength(2);

    const whoami = await run('whoami');
    expect(JSON.parse(whoami.stdout)).toMatchObject({
      kind: 'client',
      clientId: sandbox.env['NORTHWIND_CLIENT_ID'],
      scopes: expect.arrayContaining(['northwind/invoices.read']),
      expires: expect.stringMatching(/^\d{4}-.*Z$/),
      api: sandbox.env['NORTHWIND_REST_URL'],
      from: "the profile 'default'",
    });
    for (const text of [login.stderr, whoami.stdout, (await run('profiles')).stdout])
      for (const name of ['NORTHWIND_CLIENT_SECRET', 'NORTHWIND_API_KEY'])
        expect(text).not.toContain(sandbox.env[name]);
  });

  it('says what was done as data where the command line asks for them', async () => {
    const login = await run('login --from - --json', { stdin: variables() });
    expect(JSON.parse(login.stdout)).toEqual({
      ...{ profile: 'default', kind: 'client', api: sandbox.env['NORTHWIND_REST_URL'] },
      file: profileFile('default'),
    });
    const [{ accessToken } = {}] = items(await run('token --output ndjson'));
    expect(`${accessToken}\n`).toBe((await run('token')).stdout);
    expect((await run('token --output table')).stdout).toMatch(/tokenType +Bearer/);
    expect(JSON.parse((await run('logout --json')).stdout)).toEqual({ profile: 'default', kind: 'client' });
  });

  it('uses one access token for many commands', async () => {
    await run('login --from -', { stdin: variables() });
    const [first, second] = [await run('token'), await run('token')];
    expect(first.stdout).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(second.stdout).toBe(first.stdout);
  });

  it.skipIf(process.platform === 'win32')('refuses a profile that others may read', async () => {
    await run('login --from -', { stdin: variables() });
    await chmod(profileFile('default'), 0o644);
    const { code, stderr } = await run('invoices list');
    expect(code).toBe(3);
    expect(stderr).toContain(
      `Others may read ${profileFile('default')}, which holds credentials: run \`chmod 600`,
    );
  });

  it('keeps profiles apart, lets --profile win over the environment, and the environment over the rest', async () => {
    await run('login --profile one --from -', { stdin: variables() });
    expect((await run('invoices list')).code).toBe(3);
    expect((await run('invoices list --limit 1', { env: { NORTHWIND_PROFILE: 'one' } })).code).toBe(0);
    const env = { ...sandbox.env, NORTHWIND_CLIENT_SECRET: 'wrong', NORTHWIND_PROFILE: 'one' };
    expect((await run('invoices list --limit 1', { env })).code).toBe(3);
    expect((await run('invoices list --limit 1 --profile one', { env })).code).toBe(0);
    const missing = await run('invoices list --profile two');
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('login --profile two') });
    expect((await run('whoami --profile ../one')).code).toBe(2);
    expect(items(await run('profiles'))).toMatchObject([{ name: 'one', kind: 'client' }]);
  });

  it('keeps nothing of a client that is refused, or of which something is missing', async () => {
    const env = { ...sandbox.env, NORTHWIND_CLIENT_SECRET: 'wrong-secret' };
    const refused = await run('login', { env });
    expect(refused.code).toBe(3);
    expect(refused.stderr).not.toContain('wrong-secret');
    expect(await run('login')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No client id, no '),
    });
    expect(items(await run('profiles'))).toEqual([]);
  });

  it('asks at a terminal for what is missing, and shows no secret that is typed', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const { NORTHWIND_CLIENT_SECRET: secret = '', NORTHWIND_API_KEY: key = '', ...env } = sandbox.env;
    stdin.write(`${secret}\n${key}\n`);
    const { code, stderr } = await run('login', { env, stdin });
    expect(code).toBe(0);
    expect(stderr).toContain('Client secret: ');
    expect(stderr).not.toContain(secret);
    expect(stderr).not.toContain(key);
    expect(items(await run('invoices list --limit 1'))).toHaveLength(1);
  });

  it('signs a person in by password, and out again', async () => {
    const manager = sandbox.ready.users.find(({ groups }) => groups.includes('manager'));
    const env = { ...sandbox.env, NORTHWIND_PROFILE: 'me' };
    const login = await run(`login --user ${manager?.username}`, { env, stdin: `${manager?.password}\n` });
    expect(login).toMatchObject({ code: 0 });
    expect(login.stderr).not.toContain(manager?.password);
    expect(JSON.parse((await run('whoami --profile me')).stdout)).toMatchObject({
      kind: 'person',
      username: manager?.username,
      groups: ['manager'],
    });
    expect((await run('lockers list --limit 1 --profile me')).code).toBe(0);
    expect((await run('invoices list --profile me')).code).toBe(4);
    expect((await run('logout --profile me')).code).toBe(0);
    expect((await run('lockers list --profile me')).code).toBe(3);

    const wrong = await run(`login --user ${manager?.username}`, { env, stdin: 'wrong\n' });
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('NotAuthorizedException') });
    expect(items(await run('profiles'))).toEqual([]);
  });

  it('signs a person in by their browser, with PKCE', async () => {
    const claims = Buffer.from(JSON.stringify({ sub: '1', username: 'jo', exp: 4e9 })).toString('base64url');
    const accessToken = `e30.${claims}.`;
    const pages = await openSignInPages({
      ...{ access_token: accessToken, refresh_token: 'refresh', token_type: 'Bearer', expires_in: 3600 },
    });
    try {
      let page: Response | undefined;
      const shown = await run(`login --browser --port 0 --domain ${pages.domain}`, {
        env: sandbox.env,
        openPage: async (url) => (page = await pages.visit(url)),
      });
      expect(shown).toMatchObject({
        code: 0,
        stderr: expect.stringContaining(`${pages.domain}/oauth2/authorize?`),
      });
      expect(await page?.text()).toContain('You are signed in.');
      expect((await run('token')).stdout).toBe(`${accessToken}\n`);
      expect(await readFile(profileFile('default'), 'utf8')).not.toContain('the-code');
    } finally {
      pages.close();
    }
  });

  it('returns from the sign-in pages to an address that the pool knows', async () => {
    const ask = async (redirectUri: string): Promise<string> => {
      const url = new URL('/oauth2/authorize', sandbox.env['NORTHWIND_COGNITO_URL']);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: sandbox.ready.webClientId,
        redirect_uri: redirectUri,
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
      }).toString();
      return (await fetch(url)).text();
    };
    expect(await ask(`http://localhost:${DEFAULT_PORT}/callback`)).toContain('password');
    expect(await ask('http://localhost:1/callback')).toContain('redirect_mismatch');
  });

  it('says that a file is no profile without showing what it holds', async () => {
    await run('login --from -', { stdin: variables() });
    await writeFile(profileFile('default'), '{"clientSecret":"half-a-sec');
    const { code, stderr } = await run('whoami');
    expect(code).toBe(3);
    expect(stderr).not.toContain('half');
  });
});
