import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { northwind } from './northwind.ts';

const run = promisify(execFile);
const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;
const script = async (shell: string): Promise<string> => (await northwind(['completion', shell])).stdout;

describe('completion', () => {
  describe.skipIf(!has('bash'))('in bash', () => {
    it.each([
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
      const asked = ['northwind', ...words].map((word) => `'${word}'`).join(' ');
      const { stdout } = await run('bash', [
        '-c',
        `${await script('bash')}\nCOMP_WORDS=(${asked}); COMP_CWORD=${words.length}; _northwind; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ]);
      expect(
        stdout
          .split('\n')
          .filter((line) => line !== '')
          .sort(),
      ).toEqual([...expected].sort());
    });
  });

  it.each(['zsh', 'fish'])(
    'in %s knows commands, flags and values, and is a script of that shell',
    async (shell) => {
      const text = await script(shell);
      expect(text).toContain('mark-uncollectible');
      expect(text).toContain('draft open paid void uncollectible');
      if (has(shell)) await run(shell, ['--no-execute', '-c', text]);
    },
  );

  it('knows the shells', async () => {
    expect(await northwind(['completion', 'csh'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are bash, zsh, fish.'),
    });
  });
});
