import { describe, expect, it } from 'vitest';
import { jsonSizeOf } from './json-size.ts';

describe('jsonSizeOf', () => {
  it.each([
    ['1', { depth: 0, names: 0 }],
    ['[]', { depth: 1, names: 0 }],
    ['[[1],[2],[3]]', { depth: 2, names: 0 }],
    ['{"a":[{"b":1,"c":{}}]}', { depth: 4, names: 3 }],
    ['"[[[[::"', { depth: 0, names: 0 }],
    [String.raw`["[[\"[[:",":"]`, { depth: 1, names: 0 }],
    [String.raw`["\\",[{"\\":1}]]`, { depth: 3, names: 1 }],
  ])('counts the levels and names of %s', (text, size) => {
    expect(jsonSizeOf(text)).toEqual(size);
  });

  it('counts in a text that is no JSON, too', () => {
    expect(jsonSizeOf('['.repeat(100_000)).depth).toBe(100_000);
    expect(jsonSizeOf(']'.repeat(100_000)).depth).toBe(0);
    expect(jsonSizeOf('"[[[')).toEqual({ depth: 0, names: 0 });
    expect(jsonSizeOf('"\\')).toEqual({ depth: 0, names: 0 });
  });
});
