import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRefreshTokens, type TokenFamily } from './refresh-tokens.ts';

const day = 86_400;
const family = (originId: string, sub = 'mia'): TokenFamily => ({
  originId,
  sub,
  clientId: 'app',
  scopes: ['openid'],
  authenticatedAt: 0,
});

const graceSeconds = 45;

describe('refresh tokens', () => {
  let clock = 0;
  const open = (directory?: string) => openRefreshTokens(() => clock, directory, graceSeconds);

  it('are exchanged again within the grace period, and end the whole sign-in afterwards', async () => {
    const tokens = await open();
    const first = await tokens.issue(family('a'), day);
    const { token: second } = await tokens.rotate(first, 'app');
    clock += graceSeconds * 1000;
    const { token: again } = await tokens.rotate(first, 'app');
    clock += 1;
    await expect(tokens.rotate(first, 'app')).rejects.toMatchObject({ type: 'RefreshTokenReuseException' });
    for (const token of [second, again]) {
      await expect(tokens.rotate(token, 'app')).rejects.toThrow('Refresh Token has been revoked');
    }
    expect(tokens.isRevoked('a')).toBe(true);
  });

  it('do not make a sign-in last longer by rotating', async () => {
    const tokens = await open();
    const first = await tokens.issue(family('a'), day);
    clock += day * 1000 - 1;
    const { token } = await tokens.rotate(first, 'app');
    clock += 2;
    await expect(tokens.rotate(token, 'app')).rejects.toThrow('Refresh Token has expired');
  });

  it('belong to one app', async () => {
    const tokens = await open();
    const token = await tokens.issue(family('a'), day);
    await tokens.revoke(token, 'another');
    expect(tokens.isRevoked('a')).toBe(false);
    await expect(tokens.rotate(token, 'another')).rejects.toThrow('Invalid Refresh Token');
    await expect(tokens.rotate(undefined, 'app')).rejects.toThrow('Invalid Refresh Token');
  });

  describe('in a folder', () => {
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), 'northwind-sign-ins-'));
    });
    afterAll(() => rm(directory, { recursive: true }));

    it('outlive a restart, signed-out ones stay signed out, and the file lets nobody sign in', async () => {
      const before = await open(directory);
      const [kept, revoked] = await Promise.all([
        before.issue(family('kept'), day),
        before.issue(family('revoked', 'ben'), day),
      ]);
      const { token: next } = await before.rotate(kept, 'app');
      await before.revokeUser('ben');

      const after = await open(directory);
      await expect(after.rotate(revoked, 'app')).rejects.toThrow('Refresh Token has been revoked');
      expect(await after.rotate(next, 'app')).toMatchObject({ family: family('kept') });
      const file = path.join(directory, 'sign-ins.json');
      const text = await readFile(file, 'utf8');
      for (const token of [kept, revoked, next]) expect(text).not.toContain(token);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });

    it('are forgotten a day after their sign-in has ended', async () => {
      clock += 2 * day * 1000 + 1;
      const tokens = await open(directory);
      await tokens.issue(family('new'), day);
      expect(await readFile(path.join(directory, 'sign-ins.json'), 'utf8')).not.toContain('"kept"');
    });
  });
});
