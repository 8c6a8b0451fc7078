import { describe, expect, it } from 'vitest';
import { measurePush } from './measure-push.ts';

describe('a push to a thousand subscribers', () => {
  it('reaches every one of them, at under 100 KB a connection', async () => {
    // Resolves only when each subscriber has received each push.
    const measured = await measurePush({ subscribers: 1_000, pushes: 3 });
    expect(measured.subscribers).toBe(1_000);
    expect(measured.bytesPerConnection).toBeLessThan(100 * 1024);
  });
});
