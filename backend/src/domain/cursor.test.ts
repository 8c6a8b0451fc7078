import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorCodec, readCursorKeys, type CursorBinding } from './cursor.ts';

const [first, second] = [randomBytes(32), randomBytes(32)];
const codec = cursorCodec([first]);
const binding: CursorBinding = {
  caller: 'PARTNER#1',
  operationId: 'listInvoices',
  filters: { status: 'open', sort: '-issuedAt' },
};
const position = { pk: 'PARTNER#1', sk: 'INVOICE#inv_1' };

describe('a cursor', () => {
  it('opens to the position it was sealed with, in the list it was sealed for', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(fc.dictionary(text, text), (any) => {
        const sealed = codec.seal(binding, any) ?? '';
        expect(codec.open(binding, sealed)).toEqual(any);
        expect(sealed).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('shows nothing of the position', () => {
    const sealed = codec.seal(binding, position) ?? '';
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('inv_1');
  });

  it.each([
    ['another caller', { ...binding, caller: 'PARTNER#2' }],
    ['another operation', { ...binding, operationId: 'listDeliveries' }],
    ['another filter', { ...binding, filters: { ...binding.filters, status: 'paid' } }],
    ['a filter more', { ...binding, filters: { ...binding.filters, buildingId: 'bld_1' } }],
    ['a filter less', { ...binding, filters: { status: 'open' } }],
  ])('does not open for %s', (_, other) => {
    const sealed = codec.seal(binding, position) ?? '';
    expect(() => codec.open(other, sealed)).toThrow('Start again without a cursor');
  });

  it('opens however its filters are ordered, absent ones left out or undefined', () => {
    const sealed = codec.seal(binding, position) ?? '';
    const same = { ...binding, filters: { sort: '-issuedAt', buildingId: undefined, status: 'open' } };
    expect(codec.open(same, sealed)).toEqual(position);
  });

  it('does not open with a single bit changed, nor any other text', () => {
    const sealed = Buffer.from(codec.seal(binding, position) ?? '', 'base64url');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (index, bit) => {
        const changed = Buffer.from(sealed);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(() => codec.open(binding, changed.toString('base64url'))).toThrow();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void expect(() => codec.open(binding, text)).toThrow()));
  });

  it('of an older key opens while the key is still named, and not after', () => {
    const old = codec.seal(binding, position) ?? '';
    expect(cursorCodec([second, first]).open(binding, old)).toEqual(position);
    expect(() => cursorCodec([second]).open(binding, old)).toThrow();
  });

  it('is null on the last page and nothing on the first', () => {
    expect(codec.seal(binding, undefined)).toBeNull();
    expect(codec.open(binding, undefined)).toBeUndefined();
  });

  it('needs keys of 32 bytes', () => {
    expect(readCursorKeys(`${first.toString('base64')}, ${second.toString('base64')}`)).toEqual([
      first,
      second,
    ]);
    expect(() => readCursorKeys('c2hvcnQ=')).toThrow('32 bytes');
  });
});
