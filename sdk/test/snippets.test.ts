// The programs of the README and of the guides, run as they say: from the packed package, with the file that a fresh sandbox writes, in an empty folder.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientCredentials, Northwind } from '../src/index.ts';
import { sign } from '../src/webhooks/index.ts';
import { packedProject, repositoryModules, sdkFolder } from './packed.ts';

const snippets = path.join(sdkFolder, 'snippets');
let project: Awaited<ReturnType<typeof packedProject>>;
let sandbox: ChildProcess;
let environment: Record<string, string>;
/** Of the sandbox. */
let admin: { readonly username: string; readonly password: string };

/** A program whose output can be waited for. */
function start(parameters: string[], cwd: string, more: Record<string, string> = {}) {
  const child = spawn(process.execPath, parameters, {
    cwd,
    // Nothing of this process' own NORTHWIND_*: the program has what its file says.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...more },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  let printed = '';
  let look = (): void => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      look();
    });
  }
  return {
    child,
    ended,
    printed: () => printed,
    /** Resolves when it has printed what matches; rejects with all it printed if it ends before. */
    until: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        look = () => pattern.test(printed) && resolve();
        look();
        void ended.then(([code]) => reject(new Error(`ended with ${code} before ${pattern}:\n${printed}`)));
      }),
  };
}

const runSnippet = (name: string, more?: Record<string, string>) =>
  start(['--env-file=northwind.env', name], project.folder, more);

const setting = (name: string): string => environment[`NORTHWIND_${name}`]!;

async function partnerToken(): Promise<string> {
  const response = await fetch(setting('TOKEN_URL'), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${setting('CLIENT_ID')}:${setting('CLIENT_SECRET')}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

/** What happens at the locker of the file: a partner announces a parcel. */
async function announceParcel(): Promise<void> {
  const auth = await partnerToken();
  const partner = new Northwind({
    environment: { restUrl: setting('REST_URL') },
    auth,
    apiKey: setting('API_KEY'),
  });
  await partner.deliveries.create({
    lockerId: setting('LOCKER_ID'),
    size: 'small',
    recipient: { name: 'Robin Ebert' },
    reference: 'README',
    expectedOn: new Date().toISOString().slice(0, 10),
  });
}

beforeAll(async () => {
  project = await packedProject();
  const { folder } = project;
  await cp(snippets, folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  for (const name of ['@apollo', '@opentelemetry/sdk-trace-base'])
    await symlink(path.join(repositoryModules, name), path.join(folder, 'node_modules', name), 'dir');
  const main = path.join(sdkFolder, '../backend/sandbox/src/main.ts');
  const started = start(['--', main, '--port', '0', '--env-file', 'northwind.env', '--json'], folder);
  await started.until(/"event":"ready"/);
  sandbox = started.child;
  const ready = JSON.parse(
    started
      .printed()
      .split('\n')
      .find((line) => line.includes('"event":"ready"'))!,
  ) as {
    users: (typeof admin & { groups: string[] })[];
  };
  admin = ready.users.find(({ groups }) => groups.includes('admin'))!;
  environment = parseEnv(await readFile(path.join(folder, 'northwind.env'), 'utf8')) as Record<
    string,
    string
  >;
});

afterAll(async () => {
  if (sandbox?.kill()) await once(sandbox, 'exit');
  await project?.remove();
});

/** Programs that need something else than a terminal, with the reason; the compiler checks them like all others. */
const notRun: Record<string, string> = {
  'redirect.ts': 'a page: the dashboard signs in so, in a browser',
  'browser-token.ts': 'a page, with a server behind it',
  'app-session.ts': 'an app, with the sign-in pages of a deployment',
};

/** Programs that follow what happens until they are ended, and what they print of an event. */
const following: Record<string, { ready: RegExp; event: RegExp; endsBy: 'SIGINT' | 'SIGTERM' }> = {
  'subscribe.ts': { ready: /read here/, event: /dlv_\w+ ANNOUNCED/, endsBy: 'SIGINT' },
  'quick-start-app.ts': { ready: /Following/, event: /DELIVERY_ANNOUNCED/, endsBy: 'SIGTERM' },
  'live.ts': { ready: /^/, event: /DELIVERY_ANNOUNCED/, endsBy: 'SIGTERM' },
  'wall.ts': { ready: /lockers/, event: /DELIVERY_ANNOUNCED/, endsBy: 'SIGINT' },
};

/** What a program prints, where it is worth saying. */
const prints: Record<string, RegExp> = {
  'quick-start.ts': /\d+ EUR/,
  'errors.ts': /\d+.*\d+/,
  'idempotency.ts': /paid first time/,
  'sign-out.ts': /SignedOut/,
  'raw.ts': /^200 \d+/,
  'opentelemetry.ts': /GET \/health/,
};

/** Programs with a test of their own below. */
const playedWith = ['ask.ts', 'estate.ts', 'rotate.ts', 'webhooks.ts', 'worker.ts', 'lambda.ts'];

describe('each program of the documentation', async () => {
  const names = (await readdir(snippets)).filter((name) => !(name in notRun));

  it.each(names.filter((name) => !(name in following) && !playedWith.includes(name)))(
    '%s runs',
    async (name) => {
      await writeFile(path.join(project.folder, 'token'), await partnerToken());
      const program = runSnippet(name, { TOKEN_FILE: 'token' });
      const [code] = await program.ended;
      expect(`${code} ${program.printed()}`).toMatch(/^0 /);
      expect(program.printed()).toMatch(prints[name] ?? /[^]*/);
      expect(program.printed()).not.toMatch(/^undefined\b|\bundefined$/m);
    },
  );

  it.each(Object.keys(following))('%s follows what happens', async (name) => {
    const { ready, event, endsBy } = following[name]!;
    const program = runSnippet(name);
    await program.until(ready);
    await announceParcel();
    await program.until(event);
    program.child.kill(endsBy);
    expect((await program.ended)[0]).toBe(endsBy === 'SIGINT' ? 0 : null);
  });

  /** Runs a program and types what it asks for. */
  async function typing(name: string, username: string, password: string) {
    const program = runSnippet(name);
    await program.until(/User name: $/);
    program.child.stdin.write(`${username}\n`);
    await program.until(/Password: $/);
    program.child.stdin.write(`${password}\n`);
    expect((await program.ended)[0], program.printed()).toBe(0);
    return program.printed();
  }

  it('ask.ts signs in who types', async () => {
    const username = setting('MANAGER_USERNAME');
    expect(await typing('ask.ts', username, setting('MANAGER_PASSWORD'))).toContain(`${username} {`);
  });

  it('estate.ts makes a building, a locker in it, and its manager', async () => {
    expect(await typing('estate.ts', admin.username, admin.password)).toContain(
      'Ada Lovelace looks after Lobby in Hafenkontor',
    );
  });

  it('worker.ts responds, twice with one token, and lambda.ts pays once for an event that comes twice', async () => {
    const play = `
import { Northwind } from '@northwind/sdk';
import worker from './worker.ts';
import { handler } from './lambda.ts';
let tokens = 0;
const { fetch } = globalThis;
globalThis.fetch = (url, init) => {
  if (String(url) === process.env.NORTHWIND_TOKEN_URL) tokens++;
  return fetch(url, init);
};
const ask = async () => (await worker.fetch(new Request('https://worker.test/'), process.env)).json();
const [{ number }] = await ask();
console.log((await ask())[0].number === number, tokens);
const northwind = Northwind.fromEnv();
const { data: [{ id, amountDue }] } = await northwind.invoices.list({ status: 'open', limit: 1 }).firstPage();
const event = { invoiceId: id, amount: 1, reference: 'event-1' };
const context = { getRemainingTimeInMillis: () => 60_000 };
await handler(event, context);
await handler(event, context);
console.log(amountDue - (await northwind.invoices.get(id)).amountDue);
`;
    await writeFile(path.join(project.folder, 'play.mjs'), play);
    const program = runSnippet('play.mjs');
    expect((await program.ended)[0], program.printed()).toBe(0);
    expect(program.printed()).toBe('true 1\n1\n');
  });

  it('webhooks.ts takes what is signed with its secret, and refuses everything else', async () => {
    const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const program = runSnippet('webhooks.ts', { WEBHOOK_SECRET: secret, PORT: '0' });
    await program.until(/port: \d+/);
    const [, port] = /port: (\d+)/.exec(program.printed())!;
    const body = JSON.stringify({ type: 'DOOR_OPENED', lockerId: 'lkr_1' });
    const post = async (key: string): Promise<number> => {
      const headers = { ...(await sign({ secret: key, body, id: 'evt_1' })) };
      return (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body })).status;
    };
    expect(await post(secret)).toBe(204);
    expect(await post(`whsec_${Buffer.alloc(32, 2).toString('base64')}`)).toBe(400);
    await program.until(/evt_1 DOOR_OPENED lkr_1/);
    program.child.kill();
    await program.ended;
  });

  // The last one: it ends the secret that the others sign in with.
  it('rotate.ts replaces the client secret and stores the new one', async () => {
    const program = runSnippet('rotate.ts');
    expect((await program.ended)[0], program.printed()).toBe(0);
    expect(program.printed()).toMatch(/^\S+ is good until \d{4}-\S+ and \S+ is deleted\n$/);
    const environmentUrls = { restUrl: setting('REST_URL'), tokenUrl: setting('TOKEN_URL') };
    const list = (clientSecret: string) =>
      new Northwind({
        environment: environmentUrls,
        auth: clientCredentials({ clientId: setting('CLIENT_ID'), clientSecret }),
        apiKey: setting('API_KEY'),
      }).clientSecrets.list();
    const stored = await readFile(path.join(project.folder, 'client-secret'), 'utf8');
    expect((await list(stored)).data).toHaveLength(1);
    await expect(list(setting('CLIENT_SECRET')).firstPage()).rejects.toMatchObject({
      oauthError: 'invalid_client',
    });
  });
});
