import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { northwind, type Outcome } from './northwind.ts';
import type {} from './one-sandbox.ts';

const sandbox = inject('sandbox');

/** What libsecret's program does, with a file for a keychain. One that is locked ends with 1. */
const secretTool = (folder: string): string => `#!/bin/sh
[ -e '${folder}/locked' ] && exit 1
echo "$*" >> '${folder}/arguments'
case "$1" in
  store) cat > '${folder}/kept' ;;
  lookup) [ -e '${folder}/kept' ] && cat '${folder}/kept' ;;
esac
`;

describe.skipIf(process.platform !== 'linux')('where there is a keychain', () => {
  let home: string;
  let env: Record<string, string>;
  const run = (line: string, more: Record<string, string> = {}): Promise<Outcome> =>
    northwind(line.split(' '), { env: { ...env, ...more } });
  const login = (): Promise<Outcome> => run('login --profile one', sandbox.env);
  const file = (): Promise<string> => readFile(path.join(home, 'northwind/profiles/one.json'), 'utf8');

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'northwind-keychain-'));
    await writeFile(path.join(home, 'secret-tool'), secretTool(home));
    await chmod(path.join(home, 'secret-tool'), 0o755);
    env = {
      ...{ XDG_CONFIG_HOME: home, PATH: `${home}:${process.env['PATH']}` },
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
    };
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('a profile is sealed with a key that the keychain has, and no secret is an argument', async () => {
    expect(await login()).toMatchObject({ code: 0 });
    const text = await file();
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['sealed']);
    for (const name of ['NORTHWIND_CLIENT_ID', 'NORTHWIND_CLIENT_SECRET', 'NORTHWIND_API_KEY'])
      expect(text).not.toContain(sandbox.env[name]);
    expect((await run('invoices list --limit 1 --profile one')).code).toBe(0);
    const key = await readFile(path.join(home, 'kept'), 'utf8');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await readFile(path.join(home, 'arguments'), 'utf8')).not.toContain(key);
  });

  it('a sealed profile is told from a wrong one when the keychain is locked, and when it is another profile’s', async () => {
    await login();
    const locked = path.join(home, 'locked');
    await writeFile(locked, '');
    expect(await run('whoami --profile one')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('unlock it, or sign in again'),
    });
    await rm(locked);
    await writeFile(path.join(home, 'northwind/profiles/two.json'), await file(), { mode: 0o600 });
    expect((await run('whoami --profile two')).code).toBe(3);
    expect((await run('whoami --profile one')).code).toBe(0);
  });

  it('a file that only its owner may read does where the keychain takes nothing, or is not wanted', async () => {
    await writeFile(path.join(home, 'locked'), '');
    await login();
    expect(JSON.parse(await file())).toMatchObject({ clientId: sandbox.env['NORTHWIND_CLIENT_ID'] });
    await rm(path.join(home, 'locked'));
    await run('login --profile one', { ...sandbox.env, NORTHWIND_KEYCHAIN: 'off' });
    expect(JSON.parse(await file())).toHaveProperty('clientSecret');
    // What was kept so is read, and sealed when it is written again.
    expect((await run('invoices list --limit 1 --profile one')).code).toBe(0);
    expect(JSON.parse(await file())).toHaveProperty('sealed');
  });
});
