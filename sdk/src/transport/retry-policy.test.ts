import { describe, expect, it } from 'vitest';
import { mayRetry, type AttemptFailure } from './retry-policy.ts';

const status = (code: number, retryAfterMs?: number): AttemptFailure => ({
  kind: 'status',
  status: code,
  retryAfterMs,
});

describe('mayRetry', () => {
  it.each<[string, AttemptFailure, boolean]>([
    ['a broken connection', { kind: 'connection' }, true],
    ['a time-out', { kind: 'timeout' }, true],
    ['400', status(400), false],
    ['401', status(401), false],
    ['404', status(404), false],
    ['408', status(408), true],
    ['409 without a time to come back', status(409), false],
    ['409 that says when to come back', status(409, 1000), true],
    ['412', status(412), false],
    ['422', status(422), false],
    ['425', status(425), true],
    ['429', status(429), true],
    ['500', status(500), true],
    ['502', status(502), true],
    ['503', status(503), true],
    ['504', status(504), true],
    ['599', status(599), true],
  ])('%s', (_, failure, expected) => {
    expect(mayRetry(failure, true)).toBe(expected);
    expect(mayRetry(failure, false), 'never where repeating could do harm').toBe(false);
  });
});
