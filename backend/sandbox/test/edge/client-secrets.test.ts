/** A partner follows the rotation of a client secret by the published SDK, through the doors of a running sandbox. */
import { clientCredentials, Northwind } from '@northwind/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox, type SandboxClient } from '../../src/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
});
afterAll(() => sandbox.close());

/** A program with the secret as it stands in its configuration. */
const programWith = ({ clientId, apiKey }: SandboxClient, clientSecret: string | (() => string)) => {
  const { restUrl, tokenUrl } = sandbox;
  return new Northwind({
    environment: { restUrl, tokenUrl },
    auth: clientCredentials({ clientId, clientSecret }),
    apiKey,
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
