import { describe, expect, it } from 'vitest';
import { jsonSizeOf, tooLargeToParse } from './json-size.ts';

describe('jsonSizeOf', () => {
  it.each([
    ['1', { depth: 0, names: 0, values: 0 }],
    ['[]', { depth: 1, names: 0, values: 1 }],
    ['[1,2]', { depth: 1, names: 0, values: 2 }],
    ['[[1],[2],[3]]', { depth: 2, names: 0, values: 6 }],
    ['{"a":[{"b":1,"c":{}}]}', { depth: 4, names: 3, values: 5 }],
    ['"[[[[,,"', { depth: 0, names: 0, values: 0 }],
    [String.raw`["[[\"[[,",","]`, { depth: 1, names: 0, values: 2 }],
    [String.raw`["\\",[{"\\":1}]]`, { depth: 3, names: 1, values: 4 }],
  ])('counts the levels and values of %s', (text, size) => {
    expect(jsonSizeOf(text)).toEqual(size);
  });

  it('counts in a text that is no JSON, too', () => {
    expect(jsonSizeOf('['.repeat(100_000)).depth).toBe(100_000);
    expect(jsonSizeOf(']'.repeat(100_000)).depth).toBe(0);
    expect(jsonSizeOf('"[[[')).toEqual({ depth: 0, names: 0, values: 0 });
    expect(jsonSizeOf('"\\')).toEqual({ depth: 0, names: 0, values: 0 });
  });

  it('stops at more than asked for', () => {
    const most = { depth: 9, names: 9, values: 2 };
    expect(jsonSizeOf('[1,2,3,4,5]', most)).toEqual({ depth: 1, names: 0, values: 3 });
  });
});

describe('tooLargeToParse', () => {
  const list = (values: number) => `[${'1,'.repeat(values - 1)}1]`;
  const object = (names: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: names }, (_, i) => [`a${i}`, 1])));
  const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;

  it.each([
    [list(20), { values: 20 }, undefined],
    [list(21), { values: 20 }, 'The body has more than 20 values.'],
    [list(21), { depth: 20, names: 20 }, undefined],
    [object(20), { names: 20 }, undefined],
    [object(21), { names: 20 }, "The body's objects have more than 20 members."],
    [nested(20), { depth: 20 }, undefined],
    [nested(21), { depth: 20 }, 'The body nests deeper than 20 levels.'],
    [`["${',:['.repeat(1_000)}"]`, { depth: 1, names: 0, values: 1 }, undefined],
  ])('judges %.30s by %o', (text, most, verdict) => {
    expect(tooLargeToParse(text, most)).toBe(verdict);
  });
});
