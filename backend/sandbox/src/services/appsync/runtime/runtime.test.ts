import { describe, expect, it } from 'vitest';
import { newEffects, ResolverError, runtimeModule } from './index.ts';
import { checkSubscriptionFilter, toSubscriptionFilter } from './subscription-filter.ts';
import { ulid } from './identifiers.ts';

type Functions = Record<string, (...input: never[]) => unknown>;

function runtime() {
  const effects = newEffects();
  const { util, extensions } = runtimeModule(effects, {
    fieldName: 'f',
    parentTypeName: 'Query',
    authType: 'User Pool Authorization',
  });
  return {
    effects,
    util: util as Record<string, Functions> & Functions,
    extensions: extensions as Functions,
  };
}

describe('util.transform', () => {
  const transform = runtime().util.transform as unknown as Record<string, (value: unknown) => string>;
  const expression = (filter: unknown) =>
    JSON.parse(transform.toDynamoDBFilterExpression?.(filter) ?? '') as { expression: string };

  it('makes the filter expression of the guide', () => {
    expect(expression({ title: { contains: 'Hello World' } })).toEqual({
      expression: '(contains(#title, :title_contains))',
      expressionNames: { '#title': 'title' },
      expressionValues: { ':title_contains': { S: 'Hello World' } },
    });
  });

  it.each([
    [{ a: { eq: 1, ne: 2 } }, '((#a = :a_eq) AND (#a <> :a_ne))'],
    [
      { a: { between: [1, 2] }, b: { beginsWith: 'x' } },
      '((#a BETWEEN :a_between_0 AND :a_between_1) AND (begins_with(#b, :b_beginsWith)))',
    ],
    [{ or: [{ a: { lt: 1 } }, { b: { ge: 2 } }] }, '((#a < :or_0_a_lt) OR (#b >= :or_1_b_ge))'],
    [{ not: { a: { attributeExists: true } } }, '(NOT (attribute_exists(#a)))'],
    [{ a: { attributeType: 'number' } }, '(attribute_type(#a, :a_attributeType))'],
    [{ a: { size: { gt: 3 } } }, '((size(#a) > :a_size_gt))'],
    [{ place: { city: { eq: 'HH' } } }, '(#place.#city = :place_city_eq)'],
    [{ tags: { notContains: 'x' } }, '(NOT contains(#tags, :tags_notContains))'],
  ])('%o → %s', (filter, expected) => {
    expect(expression(filter).expression).toBe(expected);
  });

  it('knows the type letters', () => {
    expect(expression({ a: { attributeType: '_null' } })).toMatchObject({
      expressionValues: { ':a_attributeType': { S: 'NULL' } },
    });
  });
});

describe('util.transform.toSubscriptionFilter', () => {
  const rule = (fieldName: string, operator: string, value: unknown) => ({ fieldName, operator, value });

  it.each([
    [
      'fields are ANDed',
      { a: { eq: 1 }, b: { in: ['x', 'y'] } },
      [[rule('a', 'eq', 1), rule('b', 'in', ['x', 'y'])]],
    ],
    [
      'two operators on one field are ORed',
      { a: { gt: 1, lt: 5 } },
      [[rule('a', 'gt', 1)], [rule('a', 'lt', 5)]],
    ],
    [
      'or makes groups',
      { or: [{ a: { eq: 1 } }, { b: { eq: 2 } }] },
      [[rule('a', 'eq', 1)], [rule('b', 'eq', 2)]],
    ],
    ['and joins', { and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, [[rule('a', 'eq', 1), rule('b', 'eq', 2)]]],
    [
      'or beside a field',
      { a: { eq: 1 }, or: [{ b: { eq: 2 } }, { c: { eq: 3 } }] },
      [
        [rule('a', 'eq', 1), rule('b', 'eq', 2)],
        [rule('a', 'eq', 1), rule('c', 'eq', 3)],
      ],
    ],
  ])('%s', (_name, filter, groups) => {
    expect(toSubscriptionFilter(filter)).toEqual({ filterGroup: groups.map((filters) => ({ filters })) });
  });

  it('ignores the named fields and adds the rules', () => {
    expect(toSubscriptionFilter({ a: { eq: 1 }, b: { eq: 2 } }, ['b'], { owner: { eq: 'me' } })).toEqual({
      filterGroup: [{ filters: [rule('a', 'eq', 1), rule('owner', 'eq', 'me')] }],
    });
  });

  it.each([
    ['more than 5 values in', { a: { in: [1, 2, 3, 4, 5, 6] } }, 'at most 5 values'],
    [
      'more than 20 values containsAny',
      { a: { containsAny: Array.from({ length: 21 }, () => 'x') } },
      'at most 20 values',
    ],
    [
      'more than 5 fields',
      Object.fromEntries([...'abcdef'].map((name) => [name, { eq: 1 }])),
      'at most 5 unique fields',
    ],
    [
      'more than 10 filters',
      { or: Array.from({ length: 11 }, (_, a) => ({ a: { eq: a } })) },
      'at most 10 filters',
    ],
    [
      'more than 10 filters, in expanded',
      { a: { in: [1, 2, 3, 4] }, b: { in: [1, 2, 3] } },
      'at most 10 filters; this one has 12',
    ],
    ['a long string', { a: { eq: 'x'.repeat(257) } }, 'longer than 256'],
    ['deep nesting', { 'a.b.c.d.e.f': { eq: 1 } }, 'deeper than 5'],
    ['null', { filterGroup: [{ filters: [{ fieldName: 'a', operator: 'eq', value: null }] }] }, 'no scalar'],
    ['an unknown operator', { a: { like: 'x' } }, "Unsupported filter operator 'like'"],
    ['a list for eq', { a: { eq: ['x'] } }, 'takes a single value'],
  ])('%s is refused when it is set', (_name, filter, message) => {
    const made = 'filterGroup' in filter ? filter : toSubscriptionFilter(filter);
    expect(() => checkSubscriptionFilter(made)).toThrow(message);
  });
});

describe('util', () => {
  const { util } = runtime();
  const call = (name: string, ...input: unknown[]) =>
    (util[name] as unknown as (...input: unknown[]) => unknown)(...input);

  it.each([
    ['a*b', 'aaaaab', true],
    ['a*b', 'aaaaabc', false],
    ['^[A-Za-z0-9_-]{8,64}$', '01J8Z0000-_x', true],
    ['\\p{Alpha}+\\d?+', 'abc1', true],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['(?i)ABC', 'abc', true],
    ['[*+]++', '*+*', true],
    ['x{2}+', 'xx', true],
    ['[\\p{Digit}a]+', '1a2', true],
    ['a', 'ba', false],
  ])('matches(%s, %s) is %s', (pattern, text, expected) => {
    expect(call('matches', pattern, text)).toBe(expected);
  });

  it.each([
    ['urlEncode', 'a b&ü', 'a+b%26%C3%BC'],
    ['urlDecode', 'a+b%26%C3%BC', 'a b&ü'],
    ['base64Encode', 'ü', 'w7w='],
    ['base64Decode', 'w7w=', 'ü'],
    ['escapeJavaScript', `it's "x"`, `it\\'s \\"x\\"`],
  ])('%s(%s) is %s', (name, input, expected) => {
    expect(call(name, input)).toBe(expected);
  });

  it('makes ids of the right form, ULIDs in order of time', () => {
    expect(call('autoId')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(call('autoKsuid')).toMatch(/^[0-9A-Za-z]{27}$/);
    expect(ulid(1)).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(ulid(1_700_000_000_000) < ulid(1_700_000_000_001)).toBe(true);
  });

  it('throws errors with all four parts, collects appended ones', () => {
    const { util: fresh, effects } = runtime();
    const error = fresh.error as unknown as (...input: unknown[]) => never;
    const thrown = new ResolverError({ message: 'm', errorType: 'T', data: { a: 1 }, errorInfo: { b: 2 } });
    expect(() => error('m', 'T', { a: 1 }, { b: 2 })).toThrow(thrown);
    (fresh.appendError as unknown as (...input: unknown[]) => void)('warning');
    expect(effects.errors).toEqual([{ message: 'warning', errorType: null, data: null, errorInfo: null }]);
  });
});

describe('util.time', () => {
  const time = runtime().util.time as unknown as Record<string, (...input: unknown[]) => unknown>;
  const at = Date.UTC(2026, 10, 21, 14, 5, 9, 7);

  it.each([
    ['yyyy-MM-dd HH:mm:ssZ', 'UTC', '2026-11-21 14:05:09+0000'],
    ["EEE, d MMM yyyy h:mm a 'at' XXX", 'Europe/Berlin', 'Sat, 21 Nov 2026 3:05 PM at +01:00'],
    ['yyyyMMdd-HHmmssSSS', 'UTC', '20261121-140509007'],
    ['MMMM dd, yy', '-05:00', 'November 21, 26'],
  ])('formats %s in %s', (format, zone, text) => {
    expect(time.epochMilliSecondsToFormatted?.(at, format, zone)).toBe(text);
  });

  it.each([
    ['2026-11-21 14:05:09+0000', 'yyyy-MM-dd HH:mm:ssZ', 'UTC', Date.UTC(2026, 10, 21, 14, 5, 9)],
    ['21.11.2026 15:05', 'dd.MM.yyyy HH:mm', 'Europe/Berlin', Date.UTC(2026, 10, 21, 14, 5)],
    ['Nov 21 2026 3:05 PM', 'MMM d yyyy h:mm a', 'UTC', Date.UTC(2026, 10, 21, 15, 5)],
  ])('parses %s', (text, format, zone, expected) => {
    expect(time.parseFormattedToEpochMilliSeconds?.(text, format, zone)).toBe(expected);
  });

  it('converts', () => {
    expect(time.epochMilliSecondsToISO8601?.(at)).toBe('2026-11-21T14:05:09.007Z');
    expect(time.parseISO8601ToEpochMilliSeconds?.('2026-11-21T15:05:09.007+01:00')).toBe(at);
    expect(time.epochMilliSecondsToSeconds?.(1999)).toBe(1);
    expect(() => time.parseISO8601ToEpochMilliSeconds?.('soon')).toThrow('soon');
  });
});
