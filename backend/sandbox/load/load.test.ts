import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../src/cli/usage-error.ts';
import { loadOptionsOf } from './options.ts';
import { loadPicture, loadReport, type LoadResult } from './report.ts';

const read = (name: string) => readFile(path.join(import.meta.dirname, name), 'utf8');

describe("the load test's options", () => {
  it('are numbers, with defaults', () => {
    expect(loadOptionsOf([])).toEqual({ requests: 2000, connections: 10, rate: undefined, write: false });
    expect(loadOptionsOf(['--requests', '5', '--connections=2', '--rate', '20', '--write'])).toEqual({
      requests: 5,
      connections: 2,
      rate: 20,
      write: true,
    });
  });

  it.each(
    ['requests', 'connections', 'rate'].flatMap((option) =>
      ['', '0', '-1', '1.5', '1e3', 'ten', '0x10', '9999999999', ' 5'].map(
        (value) => [`--${option}=${value}`, `--${option}`] as const,
      ),
    ),
  )('refuse %s', (argument, option) => {
    expect(() => loadOptionsOf([argument])).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`${option} must be a positive integer`) as string,
      }),
    );
    expect(() => loadOptionsOf([argument])).toThrow(UsageError);
  });

  it('refuse what there is not', () => {
    expect(() => loadOptionsOf(['--speed', '9'])).toThrow(UsageError);
    expect(() => loadOptionsOf(['fast'])).toThrow(UsageError);
  });
});

it('keeps a table and a picture of one run', async () => {
  const result = JSON.parse(await read('results.json')) as LoadResult;
  expect(await read('LOAD.md')).toBe(loadReport(result));
  expect(await read('load.svg')).toBe(loadPicture(result));
});
