import { describe, expect, it } from 'vitest';
import { compileEventPattern, type EventPattern } from './event-pattern.ts';

const event = {
  source: 'northwind.locker',
  'detail-type': 'DeviceMessage',
  detail: {
    lockerId: 'lkr_1',
    type: 'DOOR_OPENED',
    battery: 15,
    tags: ['indoor', 'cold'],
    note: '',
    missing: null,
    address: '10.1.2.3',
    path: '/var/lib/locker.png',
  },
};

const detail = (fields: Record<string, unknown>): EventPattern => ({ detail: fields });

describe('an event pattern', () => {
  it.each<[string, EventPattern, boolean]>([
    ['equals', { source: ['northwind.locker'] }, true],
    ['equals, one of several', { source: ['other', 'northwind.locker'] }, true],
    ['equals, none', { source: ['other'] }, false],
    ['and', { source: ['northwind.locker'], 'detail-type': ['Other'] }, false],
    ['number and its text differ', detail({ battery: ['15'] }), false],
    ['empty text', detail({ note: [''] }), true],
    ['null', detail({ missing: [null] }), true],
    ['null is not absence', detail({ gone: [null] }), false],
    ['an array of the event, one element', detail({ tags: ['cold', 'wet'] }), true],
    ['an array of the event, no element', detail({ tags: ['wet'] }), false],
    ['prefix', detail({ lockerId: [{ prefix: 'lkr_' }] }), true],
    ['prefix, ignoring case', detail({ lockerId: [{ prefix: { 'equals-ignore-case': 'LKR_' } }] }), true],
    ['prefix is case-sensitive', detail({ lockerId: [{ prefix: 'LKR_' }] }), false],
    ['suffix', detail({ path: [{ suffix: '.png' }] }), true],
    ['suffix, ignoring case', detail({ path: [{ suffix: { 'equals-ignore-case': '.PNG' } }] }), true],
    ['equals-ignore-case', detail({ type: [{ 'equals-ignore-case': 'door_opened' }] }), true],
    ['wildcard', detail({ path: [{ wildcard: '*/lib/*.png' }] }), true],
    ['wildcard is anchored', detail({ path: [{ wildcard: 'lib/*' }] }), false],
    ['wildcard, escaped star', detail({ path: [{ wildcard: '\\*lib*' }] }), false],
    ['wildcard treats a dot as a dot', detail({ path: [{ wildcard: '*lockerXpng' }] }), false],
    ['numeric range', detail({ battery: [{ numeric: ['>', 0, '<=', 15] }] }), true],
    ['numeric, open bound', detail({ battery: [{ numeric: ['<', 15] }] }), false],
    ['numeric, a text is no number', detail({ type: [{ numeric: ['>', 0] }] }), false],
    ['cidr', detail({ address: [{ cidr: '10.1.0.0/16' }] }), true],
    ['cidr, outside', detail({ address: [{ cidr: '10.2.0.0/16' }] }), false],
    ['cidr, not an address', detail({ type: [{ cidr: '10.0.0.0/8' }] }), false],
    ['exists', detail({ battery: [{ exists: true }] }), true],
    ['exists, absent', detail({ gone: [{ exists: true }] }), false],
    ['does not exist', detail({ gone: [{ exists: false }] }), true],
    ['does not exist, present', detail({ battery: [{ exists: false }] }), false],
    ['exists looks at leaves only', { detail: [{ exists: true }] }, false],
    ['anything-but a value', detail({ type: [{ 'anything-but': 'HEARTBEAT' }] }), true],
    ['anything-but that value', detail({ type: [{ 'anything-but': ['DOOR_OPENED'] }] }), false],
    ['anything-but a prefix', detail({ type: [{ 'anything-but': { prefix: 'DOOR' } }] }), false],
    [
      'anything-but several suffixes',
      detail({ path: [{ 'anything-but': { suffix: ['.jpg', '.png'] } }] }),
      false,
    ],
    ['anything-but a wildcard', detail({ path: [{ 'anything-but': { wildcard: '*/tmp/*' } }] }), true],
    ['anything-but does not match absence', detail({ gone: [{ 'anything-but': 'x' }] }), false],
    ['$or', detail({ $or: [{ battery: [{ numeric: ['<', 5] }] }, { type: ['DOOR_OPENED'] }] }), true],
    ['$or, neither', detail({ $or: [{ battery: [1] }, { type: ['OTHER'] }] }), false],
    ['a deeper field of an absent object', { detail: { gone: { deeper: [1] } } }, false],
  ])('%s', (_name, pattern, expected) => {
    expect(compileEventPattern(pattern)(event)).toBe(expected);
  });

  it.each<[string, unknown, string]>([
    ['an empty pattern', {}, 'must name at least one field'],
    ['a bare value', { source: 'northwind.locker' }, 'source: must be an object or an array'],
    ['an empty array', { source: [] }, 'at least one value'],
    ['an unknown operator', { source: [{ contains: 'x' }] }, 'unknown operator "contains"'],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }, 'exactly one key'],
    [
      'a bad comparison',
      detail({ battery: [{ numeric: ['!', 3] }] }),
      'detail.battery: numeric cannot compare',
    ],
    ['a bad range', detail({ address: [{ cidr: '10.1.2.3/99' }] }), 'is no address range'],
    ['two stars', detail({ path: [{ wildcard: 'a**' }] }), 'two * in a row'],
    ['$or with one alternative', { $or: [{ source: ['x'] }] }, 'at least two patterns'],
  ])('refuses %s and says where', (_name, pattern, message) => {
    expect(() => compileEventPattern(pattern as EventPattern)).toThrow(message);
  });
});
