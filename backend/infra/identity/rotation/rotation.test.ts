import { describe, expect, it } from 'vitest';
import { rotate } from './rotation.ts';
import type { PartnerCredentials, Rotation, RotationStep } from './rotation.ts';

const secretId = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:partner';

/**
 * A secret and a client as AWS would keep them, in memory.
 *
 * @param ofTerraform - whether nothing was rotated yet
 */
function world(ofTerraform = false) {
  const first: PartnerCredentials = {
    partnerId: 'prt_1',
    clientId: 'client',
    clientSecret: 'secret-0',
    ...(!ofTerraform && { clientSecretId: 'id-0' }),
    tokenUrl: 'https://auth.example.com/oauth2/token',
    scope: 'northwind/invoices.read',
  };
  const values = new Map<string, PartnerCredentials>([['v0', first]]);
  const stages: Record<string, string[]> = { v0: ['AWSCURRENT'] };
  const pool = [{ id: 'id-0', value: 'secret-0', createdAt: new Date(0) }];
  let made = 0;
  let answersWithToken = true;

  const rotation: Rotation = {
    store: {
      stages: () => Promise.resolve(stages),
      read: (_secret, stage, version) => {
        const found = version ?? Object.keys(stages).find((key) => stages[key]?.includes(stage));
        return Promise.resolve(found === undefined ? undefined : values.get(found));
      },
      writePending: (_secret, version, value) => {
        values.set(version, value);
        return Promise.resolve();
      },
      makeCurrent: (_secret, version, former) => {
        if (former !== undefined) stages[former] = ['AWSPREVIOUS'];
        stages[version] = ['AWSCURRENT'];
        return Promise.resolve();
      },
    },
    secrets: {
      list: () => Promise.resolve(pool),
      add: () => {
        if (pool.length === 2) throw new Error('LimitExceededException');
        made += 1;
        const secret = { id: `id-${made}`, value: `secret-${made}`, createdAt: new Date(made) };
        pool.push(secret);
        return Promise.resolve(secret);
      },
      remove: (_client, id) => {
        pool.splice(
          pool.findIndex((secret) => secret.id === id),
          1,
        );
        return Promise.resolve();
      },
    },
    issuesToken: ({ clientSecret }) =>
      Promise.resolve(answersWithToken && pool.some(({ value }) => value === clientSecret)),
  };

  return {
    pool,
    values,
    stages,
    rotation,
    refuseTokens: () => (answersWithToken = false),
    begin: (version: string) => (stages[version] = ['AWSPENDING']),
    step: (Step: RotationStep, version: string) =>
      rotate({ Step, SecretId: secretId, ClientRequestToken: version }, rotation),
    async run(version: string) {
      this.begin(version);
      for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const)
        await this.step(step, version);
    },
  };
}

describe('Rotation of a partner’s client secret', () => {
  it('makes a new secret current and leaves the one before valid', async () => {
    const it = world();
    await it.run('v1');
    expect(it.stages['v1']).toEqual(['AWSCURRENT']);
    expect(it.values.get('v1')).toMatchObject({
      clientId: 'client',
      clientSecret: 'secret-1',
      clientSecretId: 'id-1',
    });
    expect(it.pool.map(({ value }) => value)).toEqual(['secret-0', 'secret-1']);
  });

  it('ends the secret that Terraform made and keeps in its state, which nobody was given', async () => {
    const it = world(true);
    await it.run('v1');
    expect(it.stages['v1']).toEqual(['AWSCURRENT']);
    expect(it.pool.map(({ value }) => value)).toEqual(['secret-1']);
    await it.run('v2');
    expect(it.pool.map(({ value }) => value)).toEqual(['secret-1', 'secret-2']);
  });

  it('keeps Terraform’s secret where the new one gives no token', async () => {
    const it = world(true);
    it.refuseTokens();
    await expect(it.run('v1')).rejects.toThrow(/gives no token/);
    expect(it.pool.map(({ value }) => value)).toContain('secret-0');
  });

  it('drops the secret before the last with every further rotation', async () => {
    const it = world();
    await it.run('v1');
    await it.run('v2');
    await it.run('v3');
    expect(it.pool.map(({ value }) => value)).toEqual(['secret-2', 'secret-3']);
  });

  it('starts over after an interruption between pool and secret, and never drops the current one', async () => {
    const it = world();
    await it.rotation.secrets.add('client');
    await it.run('v1');
    expect(it.pool.map(({ value }) => value)).toEqual(['secret-0', 'secret-2']);
  });

  it('makes one secret however often a step is repeated', async () => {
    const it = world();
    it.begin('v1');
    await it.step('createSecret', 'v1');
    await it.step('createSecret', 'v1');
    expect(it.pool).toHaveLength(2);
  });

  it('keeps the current secret where the new one gives no token', async () => {
    const it = world();
    it.refuseTokens();
    await expect(it.run('v1')).rejects.toThrow(/gives no token .* the current one stays/);
    expect(it.stages['v0']).toEqual(['AWSCURRENT']);
  });

  it('refuses a version that is not being rotated', async () => {
    const it = world();
    await expect(it.step('createSecret', 'elsewhere')).rejects.toThrow(/not of this secret/);
    it.stages['old'] = ['AWSPREVIOUS'];
    await expect(it.step('createSecret', 'old')).rejects.toThrow(/not pending/);
  });
});
