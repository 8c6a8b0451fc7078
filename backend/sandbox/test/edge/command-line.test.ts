import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSandbox } from '../../src/index.ts';
import { RealtimeClient } from '../appsync/realtime-client.ts';
import { callAsFirstClient, runCommand, startCommand, tokenOfFirstClient } from './command-line.ts';
import type { RunningCommand } from './command-line.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'northwind-sandbox-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('explains itself', async () => {
    const help = await runCommand(['--help']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const option of [
      '--port',
      '--seed',
      '--persist',
      '--env-file',
      '--dynamodb',
      '--control',
      '--json',
      '--verbose',
    ]) {
      expect(help.stdout).toContain(option);
    }
    expect(await runCommand(['--version'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([
    ['an unknown flag', ['--prot', '4010'], /^northwind-sandbox: Unknown option '--prot'.*--help/],
    [
      'a port that is no number',
      ['--port', 'http'],
      /^northwind-sandbox: --port must be an integer from 0 to 65528; got "http"\.$/,
    ],
    ['a port out of range', ['--port', '70000'], /--port must be/],
    ['a port with none left for the control', ['--control', '--port', '65528'], /0 to 65527/],
    ['a flag without its value', ['--port'], /--port/],
    ['a word that belongs to no flag', ['start'], /Unexpected argument 'start'/],
    ['a seed that is no number', ['--seed', 'spring'], /--seed must be/],
    ['a DynamoDB that is no URL', ['--dynamodb', 'there'], /--dynamodb takes/],
    ['an address beyond this machine', ['--host', '0.0.0.0'], /listens on 127\.0\.0\.1 only/],
  ])('answers %s with one sentence and exit code 2', async (_what, args, sentence) => {
    const finished = await runCommand(args);
    expect(finished.exitCode).toBe(2);
    expect(finished.stdout).toBe('');
    expect(finished.stderr.trim()).toMatch(sentence);
    expect(finished.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('names the port that is taken, ends with exit code 2 and leaves nothing running', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    const finished = await runCommand(['--port', String(port), '--seed', 'none']);
    expect(finished.exitCode).toBe(2);
    // The services start in an order of their own, and another program may have a port after this one.
    const [, taken, service] =
      /^northwind-sandbox: Port (\d+) \((.+)\) is already in use/.exec(finished.stderr) ?? [];
    expect(Number(taken), finished.stderr).toBeGreaterThanOrEqual(port);
    expect(Number(taken), finished.stderr).toBeLessThan(port + 8);
    if (Number(taken) === port) expect(service).toBe('REST API');
    squatter.close();
  });

  it('writes the settings by an option that Node and npx leave alone', async () => {
    const file = path.join(folder, 'written.env');
    // As `npx @northwind/sandbox` would run it, without the two dashes.
    const running = await startCommand(['--port', '0', '--seed', 'none', '--write-env', file], {
      dashes: false,
    });
    expect(parseEnv(await readFile(file, 'utf8'))).toMatchObject({
      NORTHWIND_REST_URL: running.ready.restUrl,
    });
    expect(await running.stop()).toBe(0);
  });

  it('says that Java is missing when DynamoDB Local is asked for', async () => {
    const finished = await runCommand(['--dynamodb', 'local', '--port', '0'], { env: { PATH: folder } });
    expect(finished.exitCode).toBe(2);
    expect(finished.stderr).toMatch(/Java 17 or newer/);
  });

  it('says that nothing answers at the DynamoDB it was given', async () => {
    const finished = await runCommand(['--dynamodb', 'http://127.0.0.1:1', '--port', '0', '--seed', 'none']);
    expect(finished.exitCode).toBe(2);
    expect(finished.stderr).toMatch(/nothing answers at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/);
  });

  it('says that the folder to persist in is a file', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const finished = await runCommand(['--port', '0', '--persist', file]);
    expect(finished).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(`--persist ${file} cannot be written (EEXIST).`),
    });
  });

  it('says that the env file cannot be written, and stops', async () => {
    const finished = await runCommand([
      '--port',
      '0',
      '--seed',
      'none',
      '--env-file',
      path.join(folder, 'no/such/folder/file'),
    ]);
    expect(finished.exitCode).toBe(2);
    expect(finished.stderr).toMatch(/cannot be written \(ENOENT\)/);
  });
});

describe('a running sandbox', () => {
  let sandbox: RunningCommand;
  let envFile: string;
  let certificateFile: string;
  beforeAll(async () => {
    envFile = path.join(folder, 'partner.env');
    certificateFile = path.join(folder, 'graphql.pem');
    sandbox = await startCommand([
      '--port',
      '0',
      '--env-file',
      envFile,
      '--certificate-file',
      certificateFile,
    ]);
  });
  afterAll(async () => {
    await sandbox.stop();
  });

  it('prints one line that holds what a program needs, and nothing else', () => {
    console.log(
      `ready line after ${(sandbox.startedInMilliseconds / 1000).toFixed(2)} s (target: under 3 s)`,
    );
    expect(Object.keys(sandbox.ready)).toEqual([
      'event',
      'restUrl',
      'tokenUrl',
      'issuer',
      'jwksUrl',
      'dynamodbUrl',
      's3Url',
      'sqsUrl',
      'snsUrl',
      'awsCredentials',
      'clients',
      'graphqlUrl',
      'realtimeUrl',
      'userPoolId',
      'mobileClientId',
      'webClientId',
      'users',
      'mqttUrl',
      'devices',
    ]);
    expect(sandbox.ready.event).toBe('ready');
    for (const url of [
      sandbox.ready.restUrl,
      sandbox.ready.tokenUrl,
      sandbox.ready.dynamodbUrl,
      sandbox.ready.s3Url,
    ]) {
      expect(new URL(url).hostname).toBe('127.0.0.1');
    }
    expect(sandbox.ready.clients).toHaveLength(3);
    for (const client of sandbox.ready.clients) {
      expect(Object.keys(client)).toEqual(['name', 'clientId', 'clientSecret', 'apiKey', 'scopes']);
    }
    expect(new Set(sandbox.ready.clients.map(({ clientSecret }) => clientSecret)).size).toBe(3);
    expect(sandbox.lines).toHaveLength(1);
  });

  it('writes the settings of the examples into the env file, for its owner only', async () => {
    const [client] = sandbox.ready.clients;
    expect(parseEnv(await readFile(envFile, 'utf8'))).toMatchObject({
      NORTHWIND_REST_URL: sandbox.ready.restUrl,
      NORTHWIND_TOKEN_URL: sandbox.ready.tokenUrl,
      NORTHWIND_CLIENT_ID: client?.clientId,
      NORTHWIND_CLIENT_SECRET: client?.clientSecret,
      NORTHWIND_API_KEY: client?.apiKey,
      NORTHWIND_GRAPHQL_URL: sandbox.ready.graphqlUrl,
      NORTHWIND_MQTT_URL: sandbox.ready.mqttUrl,
      NORTHWIND_COURIER_USERNAME: 'courier-1',
      NORTHWIND_COURIER_TOTP_SECRET: expect.stringMatching(/^[A-Z2-7]{32}$/),
      NORTHWIND_MANAGER_USERNAME: 'manager-1',
    });
    expect((await stat(envFile)).mode & 0o777).toBe(0o600);
  });

  it('writes the certificate that https:// at the GraphQL port is trusted by', async () => {
    const { port } = new URL(sandbox.ready.graphqlUrl);
    const request = httpsRequest({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/graphql',
      ca: await readFile(certificateFile),
    });
    const [response] = (await once(request.end(), 'response')) as [IncomingMessage];
    // Nobody signed in: the answer is AppSync's, over TLS.
    expect(response.statusCode).toBe(401);
    response.resume();
  });

  it('serves a client through every hop: token, gateway, function, table', async () => {
    const response = await callAsFirstClient(sandbox.ready, '/invoices?limit=2');
    expect(response.status).toBe(200);
    expect(((await response.json()) as { data: object[] }).data).toHaveLength(2);
    expect(response.headers.get('x-request-id')).toBe(response.headers.get('x-amzn-requestid'));
  });

  it('keeps secrets and tokens out of what it prints', async () => {
    await callAsFirstClient(sandbox.ready, '/invoices?limit=1');
    for (const { clientSecret, apiKey } of sandbox.ready.clients) {
      expect(sandbox.stderr()).not.toContain(clientSecret);
      expect(sandbox.stderr()).not.toContain(apiKey);
    }
    expect(sandbox.stderr()).toBe('');
  });
});

describe('stopping', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s and frees its ports', async (signal) => {
    const sandbox = await startCommand(['--port', '0', '--seed', 'none']);
    const keysThere = () =>
      fetch(sandbox.ready.jwksUrl).then(
        (response) => response.text(),
        () => 'nobody answers',
      );
    const keys = await keysThere();
    expect(keys).toContain('"kty"');
    expect(await sandbox.stop(signal)).toBe(0);
    // A port that is free may be somebody else's by now, but it does not answer with this sandbox's keys.
    expect(await keysThere()).not.toBe(keys);
    expect(sandbox.stderr()).toBe('');
  });

  it('ends with sockets open: a browser’s, a locker’s, and a connection kept alive', async () => {
    const sandbox = await startCommand(['--port', '0']);
    const [device] = sandbox.ready.devices;
    // With a token: AppSync, and the sandbox, closes a socket that brings none.
    const { host } = new URL(sandbox.ready.graphqlUrl);
    const authorization = { host, Authorization: await tokenOfFirstClient(sandbox.ready) };
    const realtime = await RealtimeClient.connect(sandbox.ready.realtimeUrl, authorization);
    const locker = await connectAsync(sandbox.ready.mqttUrl, { ...device, reconnectPeriod: 0 });
    await fetch(sandbox.ready.jwksUrl).then((response) => response.text());
    const closed = Promise.all([
      realtime.closed,
      new Promise((resolve) => locker.once('close', () => resolve(undefined))),
    ]);
    expect(await sandbox.stop()).toBe(0);
    await closed;
    expect(sandbox.stderr()).toBe('');
  });

  it('keeps pool, credentials and data in the folder it was given', async () => {
    const controlEnv = path.join(folder, 'control.env');
    const args = ['--port', '0', '--seed', 'none', '--persist', path.join(folder, 'kept')];
    const first = await startCommand([...args, '--control', '--write-env', controlEnv]);
    // Another process makes it fail: the control's address is in the ready line and in the file.
    const { url = '', token = '' } = first.ready.control ?? {};
    expect(parseEnv(await readFile(controlEnv, 'utf8'))).toMatchObject({
      NORTHWIND_CONTROL_URL: url,
      NORTHWIND_CONTROL_TOKEN: token,
    });
    const control = await connectSandbox({ url, token });
    await control.fail('listInvoices', { code: 'quota_exceeded' });
    expect((await callAsFirstClient(first.ready, '/invoices')).status).toBe(429);
    await control.faults.verify();
    const created = await callAsFirstClient(first.ready, '/invoices', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'kept-over-a-restart' },
      body: JSON.stringify({
        buildingId: 'bld_01K6F0A0000000000000000001',
        customer: { name: 'Buchhandlung am Markt' },
        currency: 'EUR',
        lines: [{ description: 'Locker fee', quantity: 1, unitAmount: 4711, taxRateBps: 1900 }],
      }),
    });
    expect(created.status, await created.clone().text()).toBe(201);
    const { id } = (await created.json()) as { id: string };
    expect(await first.stop()).toBe(0);

    const second = await startCommand(args);
    expect(second.ready.clients).toEqual(first.ready.clients);
    const kept = await callAsFirstClient(second.ready, `/invoices/${id}`);
    expect(await kept.json()).toMatchObject({ id, total: 5606 });
    expect(await second.stop()).toBe(0);
  });

  it('refuses a damaged folder with a sentence', async () => {
    const directory = await mkdtemp(path.join(folder, 'damaged-'));
    await writeFile(path.join(directory, 'user-pool.json'), '{');
    const finished = await runCommand(['--port', '0', '--persist', directory]);
    expect(finished.exitCode).toBe(1);
    expect(finished.stderr).toMatch(/user-pool\.json is damaged/);
  });
});
