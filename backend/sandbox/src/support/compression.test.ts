import { describe, expect, it } from 'vitest';
import { codingFor } from './compression.ts';

describe('the coding of a response', () => {
  it.each([
    ['gzip, deflate', 'gzip'],
    ['br, gzip;q=0.5', 'gzip'],
    ['deflate', 'deflate'],
    ['GZIP', 'gzip'],
    ['gzip;q=0, deflate', 'deflate'],
    ['gzip; q=0.0', undefined],
    ['identity', undefined],
    ['*', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('for `%s` is %s', (accepted, coding) => {
    expect(codingFor(accepted, ['gzip', 'deflate'])).toBe(coding);
  });

  it('is one that the door has', () => {
    expect(codingFor('deflate', ['gzip'])).toBeUndefined();
  });
});
