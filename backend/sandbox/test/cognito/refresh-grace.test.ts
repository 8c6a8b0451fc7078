/**
 * The SDK's limits for a refresh and the user pool's grace for a rotated refresh token are one pair of numbers: when the answer to the
 * first attempt was lost, every repetition must reach the pool while it still takes the old token.
 */
import { cognitoUsers, memoryStorage } from '@northwind/sdk/cognito';
import { afterEach, expect, it, vi } from 'vitest';
import { userPool } from '../../../src/data/user-pool.ts';

const clientId = 'mobile';
afterEach(() => void vi.useRealTimers());

it('a refresh has been repeated for the last time before the grace for its token ends', async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const begun = Date.now();
  const sent: number[] = [];
  const storage = memoryStorage();
  const tokens = {
    accessToken: 'a',
    refreshToken: 'r',
    issuedAt: begun - 7_200_000,
    expiresAt: begun - 3_600_000,
  };
  await storage.setItem(`northwind.session.${clientId}`, JSON.stringify(tokens));
  const users = cognitoUsers({
    userPoolId: 'eu-central-1_Ab1Cd2Ef3',
    clientId,
    storage,
    // Every answer is lost.
    fetch: (_url, init) => {
      sent.push(Date.now() - begun);
      return new Promise((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
      );
    },
  });
  const session = await users.restore();
  const outcome = Promise.resolve(
    session?.accessToken({
      rejected: undefined,
      tokenUrl: '',
      postForm: () => Promise.reject(new Error('unused')),
    }),
  ).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(await outcome).toHaveProperty('name', 'TimeoutError');
  expect(sent.length).toBeGreaterThan(2);
  // The token may have been rotated at once; ten seconds are for a slow way and a clock of the pool's own.
  expect(sent.at(-1)).toBeLessThan((userPool.refreshGraceSeconds - 10) * 1000);
});
