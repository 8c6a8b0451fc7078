import { expect, it, vi } from 'vitest';
import { lazy } from './lazy.ts';
import { isNorthwindError } from './northwind-error.ts';
import { UsageError } from './usage-error.ts';

it('a part that cannot be loaded is told as an error of this package, and loaded again when it is needed again', async () => {
  const reasons: Error[] = [
    new TypeError('Failed to fetch dynamically imported module'),
    new UsageError('no'),
  ];
  let loads = 0;
  const load = lazy(async () => {
    loads++;
    const reason = reasons.shift();
    if (reason) throw reason;
    return 'the part';
  });
  const failures = [
    await load().catch((error: unknown) => error),
    await load().catch((error: unknown) => error),
  ];
  expect(failures[0]).toMatchObject({ code: 'connection', cause: { name: 'TypeError' } });
  expect(failures.every(isNorthwindError)).toBe(true);
  expect(failures[1]).toMatchObject({ name: 'UsageError', message: 'no' });
  expect([await load(), await load(), loads]).toEqual(['the part', 'the part', 3]);
});

it('lazy loads once, and again only after a failure', async () => {
  const load = vi.fn(() => Promise.resolve('part')).mockRejectedValueOnce(new Error('offline'));
  const part = lazy(load);
  await expect(part()).rejects.toMatchObject({ cause: { message: 'offline' } });
  await expect(Promise.all([part(), part()])).resolves.toEqual(['part', 'part']);
  expect(load).toHaveBeenCalledTimes(2);
});
