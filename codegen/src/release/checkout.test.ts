import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkout } from './checkout.ts';

describe('a checkout', () => {
  let root: string;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  const file = (name: string): string => path.join(root, name);
  const commitAll = (message: string): void => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'northwind-checkout-'));
    git('init', '--quiet');
    writeFileSync(file('.gitignore'), 'built\n');
    writeFileSync(file('version'), '1');
    commitAll('first');
    git('tag', 'v1');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is what it was after a change that fails, committed and tagged as that may be', async () => {
    const before = git('rev-parse', 'HEAD');
    const failing = new Checkout(root).changeOrRestore(async () => {
      writeFileSync(file('built'), 'kept');
      writeFileSync(file('version'), '2');
      writeFileSync(file('snapshot'), '2');
      commitAll('second');
      git('tag', 'v2');
      writeFileSync(file('version'), '3');
      writeFileSync(file('half'), 'done');
      throw new Error('red');
    });
    await expect(failing).rejects.toThrow('red');
    expect(git('rev-parse', 'HEAD')).toBe(before);
    expect(new Checkout(root).uncommitted).toBe('');
    expect(readFileSync(file('version'), 'utf8')).toBe('1');
    expect(readFileSync(file('built'), 'utf8')).toBe('kept');
    expect(git('tag', '--list')).toBe('v1\n');
  });

  it('keeps a change that succeeds', async () => {
    const checkout = new Checkout(root);
    await checkout.changeOrRestore(async () => writeFileSync(file('version'), '2'));
    expect(checkout.uncommitted).toBe('M version');
  });
});
