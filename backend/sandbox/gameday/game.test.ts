import { expect, it } from 'vitest';
import { play } from './game.ts';
import { readFailoverTimes } from './failover-times.ts';

// A whole game takes as many seconds of its own as it takes names to move; what it shows does not depend on how many.
const times = {
  checkSeconds: 1,
  failureThreshold: 2,
  timeToLiveSeconds: { rest: 1, active: 1 },
  lookSeconds: 1,
  edgeSeconds: 1,
};

it(
  'a lost Region costs what had not left it, and nobody is told otherwise',
  { timeout: 600_000 },
  async () => {
    const { proofs, rows } = await play({ seed: 3, lagMs: 2_000, times });
    expect(proofs.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(rows.map(({ channel }) => channel)).toEqual([
      'REST',
      'GraphQL',
      'live streams',
      'sign-in',
      'devices',
    ]);
  },
);

it('goes by the times of production’s Terraform', async () => {
  expect(await readFailoverTimes()).toEqual({
    checkSeconds: expect.any(Number) as number,
    failureThreshold: expect.any(Number) as number,
    timeToLiveSeconds: { rest: expect.any(Number) as number, active: expect.any(Number) as number },
    lookSeconds: 2,
    edgeSeconds: 5,
  });
});
