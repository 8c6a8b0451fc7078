/** A partner follows the rotation of a client secret by the published SDK, through the doors of a running sandbox. */
import { clientCredentials, Northwind, type Hooks } from '@northwind/sdk';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox, type SandboxClient } from '../../src/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
});
afterAll(() => sandbox.close());

/** A program with the secret as it stands in its configuration. */
const programWith = (
  { clientId, apiKey }: SandboxClient,
  clientSecret: string | (() => string),
  hooks: Hooks = {},
) => {
  const { restUrl, tokenUrl } = sandbox;
  return new Northwind({
    environment: { restUrl, tokenUrl },
    auth: clientCredentials({ clientId, clientSecret }),
    apiKey,
    hooks,
  });
};
const works = async (northwind: Northwind) => (await northwind.invoices.list({ limit: 1 })).data;

it('rotates: the new secret is stored and used before the old one ends', async () => {
  const client = await sandbox.partner();
  const northwind = programWith(client, client.clientSecret);
  let stored = client.clientSecret;
  const { current, deletedId } = await northwind.clientSecrets.rotate({
    store: async ({ clientSecret }) => {
      stored = clientSecret;
      // Both are good now, for whoever starts in this moment.
      await Promise.all([
        works(programWith(client, client.clientSecret)),
        works(programWith(client, clientSecret)),
      ]);
    },
  });
  expect(deletedId).toBeDefined();
  expect((await northwind.clientSecrets.list()).data).toEqual([current]);
  await works(northwind);
  await works(programWith(client, stored));
  await expect(works(programWith(client, client.clientSecret))).rejects.toMatchObject({
    code: 'oauth',
    oauthError: 'invalid_client',
  });
});

it('goes on after an interruption, with the secret that it had made', async () => {
  const client = await sandbox.partner();
  const offered: string[] = [];
  const rotate = (fails: boolean) =>
    programWith(client, client.clientSecret).clientSecrets.rotate({
      store: ({ clientSecret }) => {
        offered.push(clientSecret);
        if (fails) throw new Error('the vault is away');
      },
    });
  await expect(rotate(true)).rejects.toThrow('the vault is away');
  await works(programWith(client, client.clientSecret));
  await rotate(false);
  expect(new Set(offered).size).toBe(1);
  await works(programWith(client, offered[0]!));
});

it('makes another secret where the value of the second was lost', async () => {
  const client = await sandbox.partner();
  const northwind = programWith(client, client.clientSecret);
  const lost = await northwind.clientSecrets.create();
  let stored = '';
  const { current } = await northwind.clientSecrets.rotate({
    store: (secret) => void (stored = secret.clientSecret),
  });
  expect(current.id).not.toBe(lost.id);
  expect((await northwind.clientSecrets.list()).data).toHaveLength(1);
  await works(programWith(client, stored));
});

it('keeps the old secret for other processes, until it is called again when all have the new one', async () => {
  const client = await sandbox.partner();
  let vault = client.clientSecret;
  // It asks the vault before every token, so it follows without a restart.
  const following = programWith(client, () => vault);
  const first = await following.clientSecrets.rotate({
    store: ({ clientSecret }) => (vault = clientSecret),
    keepOld: true,
  });
  expect(first.deletedId).toBeUndefined();
  await works(programWith(client, client.clientSecret));
  const second = await following.clientSecrets.rotate({ store: () => expect.unreachable() });
  expect(second).toEqual({ current: first.current, deletedId: expect.any(String) });
  await works(following);
  await expect(works(programWith(client, client.clientSecret))).rejects.toMatchObject({ code: 'oauth' });
});

it('deletes nothing while the program is not given what it has stored', async () => {
  const client = await sandbox.partner();
  const northwind = programWith(client, () => client.clientSecret);
  await expect(northwind.clientSecrets.rotate({ store: () => undefined })).rejects.toMatchObject({
    code: 'usage',
  });
  expect((await northwind.clientSecrets.list()).data).toHaveLength(2);
  await works(programWith(client, client.clientSecret));
});

it('is for clients with a secret', async () => {
  const { restUrl, tokenUrl } = sandbox;
  const northwind = new Northwind({ environment: { restUrl, tokenUrl }, auth: 'a-token' });
  await expect(northwind.clientSecrets.rotate({ store: () => undefined })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('clientCredentials'),
  });
});

/** A program that calls now and then, and what it was told last about its secret. */
const watched = (client: SandboxClient) => {
  let rotateBy: string | undefined;
  const northwind = programWith(client, client.clientSecret, {
    response: ({ operation, responseHeaders }) => {
      if (operation === 'listInvoices')
        rotateBy = responseHeaders.get('client-secret-rotate-by') ?? undefined;
    },
  });
  const call = async () => {
    await works(northwind);
    return rotateBy;
  };
  return { northwind, call };
};

const eventsOf = ({ partnerId }: SandboxClient) =>
  sandbox
    .notifications()
    .filter(({ topic, attributes }) => topic === 'client-secrets' && attributes['partnerId'] === partnerId)
    .map(({ message }) => JSON.parse(message) as { clientId: string; rotateBy: string });

it('walks 200 days: who follows the notices and who does not, and no call of either fails', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const [follower, sleeper] = [await sandbox.partner(), await sandbox.partner()];
  const [following, sleeping] = [watched(follower), watched(sleeper)];
  expect(await following.call()).toBeUndefined();
  let vault = follower.clientSecret;
  const rotatedOn: number[] = [];
  for (let day = 20; day <= 200; day += 20) {
    await sandbox.clock.advance('P20D');
    const now = (await sandbox.clock.now()).getTime();
    expect(await sleeping.call()).toBe(eventsOf(sleeper).at(-1)?.rotateBy);
    const rotateBy = await following.call();
    if (rotateBy === undefined) continue;
    expect(eventsOf(follower).at(-1)).toMatchObject({ clientId: follower.clientId, rotateBy });
    // The first secret is due after a week; the others are told of in time.
    if (rotatedOn.length > 0) expect(Date.parse(rotateBy)).toBeGreaterThan(now);
    const old = vault;
    await following.northwind.clientSecrets.rotate({
      async store({ clientSecret }) {
        vault = clientSecret;
        await Promise.all([works(programWith(follower, old)), works(programWith(follower, vault))]);
      },
    });
    await expect(works(programWith(follower, old))).rejects.toMatchObject({ oauthError: 'invalid_client' });
    rotatedOn.push(day);
    // A token that was issued before carries the notice until it ends.
    await sandbox.clock.advance('PT2H');
    expect(await following.call()).toBeUndefined();
  }
  expect(rotatedOn).toEqual([20, 80, 140, 200]);
  expect(eventsOf(follower)).toHaveLength(rotatedOn.length);
  expect(eventsOf(sleeper)).toHaveLength(10);
  await works(programWith(sleeper, sleeper.clientSecret));
  expect(warn.mock.calls.flat().join()).toMatch(/The client secret should be replaced by \d{4}-\d\d-\d\d/);
  warn.mockRestore();
});
