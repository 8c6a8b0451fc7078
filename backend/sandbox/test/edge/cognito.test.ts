import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  generateClientId,
  generateClientSecret,
  newClientSecret,
} from '../../src/services/cognito/app-clients.ts';
import type { AppClient } from '../../src/services/cognito/app-clients.ts';
import { startCognito } from '../../src/services/cognito/start.ts';
import type { RunningCognito } from '../../src/services/cognito/start.ts';
import { openUserPool } from '../../src/services/cognito/user-pool.ts';
import type { UserPool } from '../../src/services/cognito/user-pool.ts';

type TriggerEvent = { request: { scopes: string[]; clientMetadata?: object }; response: object };

describe('the user pool', () => {
  let pool: UserPool;
  let cognito: RunningCognito;
  let trigger: (event: TriggerEvent) => unknown;
  const seen: TriggerEvent[] = [];
  const passThrough = (event: TriggerEvent): unknown => event;

  const clientId = generateClientId();
  const clientSecret = generateClientSecret();
  const machine: AppClient = {
    clientId,
    name: 'machine',
    clientSecrets: [newClientSecret(clientId, 0, clientSecret)],
    allowedFlows: ['client_credentials'],
    allowedScopes: ['northwind/invoices.read', 'northwind/invoices.write'],
    accessTokenValiditySeconds: 3600,
  };
  const mobile: AppClient = {
    ...machine,
    clientId: generateClientId(),
    name: 'mobile',
    clientSecrets: [],
    allowedFlows: ['code'],
  };

  beforeAll(async () => {
    pool = await openUserPool();
    await pool.putClient(machine);
    await pool.putClient(mobile);
    cognito = await startCognito({
      port: 0,
      pool,
      preTokenGeneration: async (event) => {
        seen.push(event as TriggerEvent);
        return trigger(event as TriggerEvent);
      },
    });
  });
  afterAll(() => cognito.close());
  afterEach(() => {
    trigger = passThrough;
  });
  trigger = passThrough;

  const basic = (id = machine.clientId, secret = clientSecret): string =>
    `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const ask = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(cognito.tokenUrl, { method: 'POST', body: new URLSearchParams(form), headers });
  const tokenOf = async (response: Response): Promise<string> =>
    ((await response.json()) as { access_token: string }).access_token;

  it('has an id of the form that Cognito libraries insist on', () => {
    expect(pool.id).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
  });

  it('describes itself where OpenID Connect looks for it', async () => {
    const response = await fetch(`${cognito.issuer}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: cognito.issuer,
      jwks_uri: cognito.jwksUrl,
      token_endpoint: cognito.tokenUrl,
    });
    const keys = ((await (await fetch(cognito.jwksUrl)).json()) as { keys: object[] }).keys;
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('gives a machine a token, by Basic or by the form, that verifies against the key set', async () => {
    const form = { client_id: machine.clientId, client_secret: clientSecret };
    for (const response of [
      await ask({ grant_type: 'client_credentials' }, { authorization: basic() }),
      await ask({ grant_type: 'client_credentials', ...form }),
    ]) {
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      const body = (await response.clone().json()) as object;
      expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
      const { payload } = await jwtVerify(
        await tokenOf(response),
        createRemoteJWKSet(new URL(cognito.jwksUrl)),
        {
          issuer: cognito.issuer,
          algorithms: ['RS256'],
        },
      );
      expect(payload).toMatchObject({
        sub: machine.clientId,
        client_id: machine.clientId,
        token_use: 'access',
        scope: 'northwind/invoices.read northwind/invoices.write',
        version: 2,
      });
    }
  });

  it('narrows the token to the scopes that were asked for', async () => {
    const response = await ask(
      { grant_type: 'client_credentials', scope: 'northwind/invoices.read' },
      { authorization: basic() },
    );
    expect(decodeJwt(await tokenOf(response))['scope']).toBe('northwind/invoices.read');
  });

  it.each([
    [
      'a wrong secret',
      { grant_type: 'client_credentials' },
      () => basic(undefined, 'wrong'),
      'invalid_client',
    ],
    ['an unknown client', { grant_type: 'client_credentials' }, () => basic('unknown'), 'invalid_client'],
    ['an unreadable header', { grant_type: 'client_credentials' }, () => 'Bearer x', 'invalid_client'],
    ['no client at all', { grant_type: 'client_credentials' }, undefined, 'invalid_request'],
    ['no grant type', {}, () => basic(), 'invalid_request'],
    [
      'more parameters than any grant takes',
      {
        grant_type: 'client_credentials',
        ...Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, ''])),
      },
      () => basic(),
      'invalid_request',
    ],
    ['an unknown grant type', { grant_type: 'password' }, () => basic(), 'unsupported_grant_type'],
    ['a name every object has', { grant_type: 'constructor' }, () => basic(), 'unsupported_grant_type'],
    [
      'a scope the client does not have',
      { grant_type: 'client_credentials', scope: 'northwind/lockers.read' },
      () => basic(),
      'invalid_scope',
    ],
    [
      'credentials given twice',
      { grant_type: 'client_credentials', client_secret: 'x' },
      () => basic(),
      'invalid_request',
    ],
    [
      'a client in the form that is another than in the header',
      { grant_type: 'client_credentials', client_id: 'another' },
      () => basic(),
      'invalid_request',
    ],
    [
      'metadata that is no object',
      { grant_type: 'client_credentials', aws_client_metadata: '[]' },
      () => basic(),
      'invalid_request',
    ],
  ])('refuses %s', async (_what, form, authorization, error) => {
    const response = await ask(form, authorization ? { authorization: authorization() } : {});
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(await response.json()).toMatchObject({ error });
  });

  it('refuses a public client and a body that is no form', async () => {
    const response = await ask({ grant_type: 'client_credentials', client_id: mobile.clientId });
    expect(await response.json()).toEqual({ error: 'unauthorized_client' });
    const asJson = await fetch(cognito.tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: basic() },
      body: '{"grant_type":"client_credentials"}',
    });
    expect(await asJson.json()).toEqual({ error: 'invalid_request' });
    expect((await fetch(cognito.tokenUrl)).status).toBe(405);
  });

  it('runs the trigger with a version 3 event and applies what it overrides, but never the fixed claims', async () => {
    trigger = (event) => ({
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: {
            claimsToAddOrOverride: {
              partner_id: 'par_1',
              buildings: ['b1', 'b2'],
              sub: 'forged',
              'cognito:username': 'x',
            },
            claimsToSuppress: ['auth_time', 'exp'],
            scopesToAdd: ['northwind/lockers.read'],
            scopesToSuppress: ['northwind/invoices.write'],
          },
        },
      },
    });
    const response = await ask(
      { grant_type: 'client_credentials', aws_client_metadata: '{"channel":"batch"}' },
      { authorization: basic() },
    );
    const claims = decodeJwt(await tokenOf(response));
    expect(claims).toMatchObject({ partner_id: 'par_1', buildings: ['b1', 'b2'], sub: machine.clientId });
    expect(claims['scope']).toBe('northwind/invoices.read northwind/lockers.read');
    expect(claims['exp']).toBeTypeOf('number');
    expect(claims['cognito:username']).toBeUndefined();
    expect(seen.at(-1)).toMatchObject({
      version: '3',
      triggerSource: 'TokenGeneration_ClientCredentials',
      region: 'us-east-1',
      userPoolId: pool.id,
      callerContext: { clientId: machine.clientId },
      request: { scopes: machine.allowedScopes, clientMetadata: { channel: 'batch' }, userAttributes: {} },
    });
  });

  it('issues no token when the trigger fails', async () => {
    trigger = () => {
      throw new Error('no such client');
    };
    const response = await ask({ grant_type: 'client_credentials' }, { authorization: basic() });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'PreTokenGeneration failed with error no such client.',
    });
  });
});

describe('a kept user pool', () => {
  it('is the same after a restart, and its file is for its owner only', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'northwind-pool-'));
    const first = await openUserPool(directory);
    await first.putClient({
      clientId: 'c1',
      name: 'one',
      clientSecrets: [],
      allowedFlows: ['code'],
      allowedScopes: [],
      accessTokenValiditySeconds: 60,
    });
    const second = await openUserPool(directory);
    expect(second.id).toBe(first.id);
    expect(second.signingKeys.jwks).toEqual(first.signingKeys.jwks);
    expect(second.client('c1')?.name).toBe('one');
    const file = path.join(directory, 'user-pool.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(first.id);
    await rm(directory, { recursive: true });
  });
});
