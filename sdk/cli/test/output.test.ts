import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Io } from '../src/io.ts';
import { json } from '../src/output/json.ts';
import { printPages } from '../src/output/print.ts';
import { fieldsOf, tableOf } from '../src/output/table.ts';

const plain = { color: false, width: undefined };
// A colour, a title, and the C1 form of an escape sequence.
const hostile = 'a\u001b[31mb\u001b]0;title\u0007c\u009b2Jd\r\nend';

describe('what a server sends', () => {
  it('does not steer the terminal, whatever the format', () => {
    const row = { id: 'x', memo: hostile, customer: { name: hostile }, lines: [{ text: hostile }] };
    for (const text of [tableOf(['id', 'memo'], [row], plain), fieldsOf(row, plain), json(row), json(row, 2)])
      expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(JSON.parse(json(row))).toEqual(row);
  });
});

describe('a table', () => {
  it('leaves out columns from the end that the line has no room for, but never the first', () => {
    const rows = [{ id: 'inv_1', status: 'open', memo: 'a long note' }];
    expect(tableOf(['id', 'status', 'memo'], rows, { color: false, width: 18 })).toBe(
      'ID     STATUS\ninv_1  open\n',
    );
    expect(tableOf(['id', 'status'], rows, { color: false, width: 2 })).toBe('ID\ninv_1\n');
  });
});

describe('progress', () => {
  it('is shown where standard error is a terminal, and cleared', async () => {
    const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
    const io: Io = {
      ...{ stdin: new PassThrough(), stdout, stderr, env: {} },
      signal: new AbortController().signal,
      openPage: () => Promise.resolve(),
    };
    const page = (nextCursor: string | null) => ({ data: [{ id: 1 }], nextCursor });
    await printPages(io, { json: true }, [], [page('a'), page('b'), page(null)], false);
    expect(String(stderr.read())).toBe('\r\u001b[K1 items …\r\u001b[K2 items …\r\u001b[K');
    expect(JSON.parse(String(stdout.read()))).toEqual({
      data: [{ id: 1 }, { id: 1 }, { id: 1 }],
      nextCursor: null,
    });
  });
});
