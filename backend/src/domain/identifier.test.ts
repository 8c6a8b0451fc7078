import { describe, expect, it } from 'vitest';
import { identifierOf } from './identifier.ts';

describe('the identifier of what a request makes', () => {
  it('is the same each time, and another for another request', () => {
    const id = identifierOf('pay', 'partner', 'key', 'digest');
    expect(id).toMatch(/^pay_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(identifierOf('pay', 'partner', 'key', 'digest')).toBe(id);
    const others = [
      ['other', 'key', 'digest'],
      ['partner', 'other', 'digest'],
      ['partner', 'key', 'other'],
      ['partnerkey', '', 'digest'],
    ].map((request) => identifierOf('pay', ...request));
    expect(new Set([id, ...others]).size).toBe(5);
  });
});
