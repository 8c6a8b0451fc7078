import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shells } from '../src/completion/scripts.ts';
import { northwind } from './northwind.ts';

const run = promisify(execFile);
const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;
/** The continuous integration installs them, so that they are not left out there. */
const isRequired = process.env['NORTHWIND_REQUIRE_SHELLS'] === '1';
const script = async (shell: string): Promise<string> => (await northwind(['completion', shell])).stdout;

/** Where the shell's own completion is asked, and the words that it offers. */
const asked = {
  async bash(words: readonly string[]) {
    const quoted = ['northwind', ...words].map((word) => `'${word}'`).join(' ');
    const ask = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _northwind; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run('bash', ['-c', `${await script('bash')}\n${ask}`]);
    return stdout.split('\n');
  },
  /** From a folder of fpath, by name, as `compinit` does it; what offers words to the line editor prints them instead. */
  async zsh(words: readonly string[]) {
    const folder = await mkdtemp(path.join(tmpdir(), 'northwind-zsh-'));
    try {
      await writeFile(path.join(folder, '_northwind'), await script('zsh'));
      const current = words.at(-1) ?? '';
      const ask = `fpath=('${folder}' $fpath)
autoload -Uz compinit && compinit -u -D
_describe() { print -l -- \${\${(P)2}%%:*} }
compadd() { shift; print -l -- "$@" }
_files() { }
words=(northwind ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}
$_comps[northwind]`;
      const { stdout } = await run('zsh', ['-f', '-c', ask]);
      // What begins otherwise is left out by zsh itself.
      return stdout.split('\n').filter((word) => word.startsWith(current));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  async fish(words: readonly string[]) {
    const line = ['northwind', ...words].join(' ');
    const ask = `${await script('fish')}\ncomplete --do-complete '${line}'`;
    const { stdout } = await run('fish', ['--no-config', '-c', ask]);
    return stdout.split('\n').map((offered) => offered.split('\t')[0] ?? '');
  },
};

describe.each(shells)('completion in %s', (shell) => {
  it.skipIf(!has(shell) && !isRequired).each([
    [['inv'], ['invoices', 'invoice-exports']],
    [['invoices', 'mark'], ['mark-uncollectible']],
    [['invoices', 'list', '--st'], ['--status']],
    [['invoices', 'list', '--status', 'o'], ['open']],
    [
      ['invoices', 'pay', 'inv_1', '--method', ''],
      ['bank_transfer', 'card', 'direct_debit', 'cash', 'other'],
    ],
    [['lockers', 'wat'], ['watch']],
    [['completion', '--nothing'], []],
  ])('of %j is %j', async (words, expected) => {
    const offered = (await asked[shell](words)).filter((word) => word !== '');
    expect(offered.sort()).toEqual([...expected].sort());
  });
});

describe('completion', () => {
  it('is data where the command line asks for them', async () => {
    const { stdout } = await northwind(['completion', 'fish', '--json']);
    expect(JSON.parse(stdout)).toEqual({ shell: 'fish', script: await script('fish') });
  });

  it('knows the shells', async () => {
    expect(await northwind(['completion', 'csh'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are bash, zsh, fish.'),
    });
  });
});
