import { STEPS } from './scenario.mjs';
import type { Runtime } from './runtimes.ts';

const BEGIN = '<!-- runtimes: written by `npm run matrix` -->';
const END = '<!-- /runtimes -->';

/** The README's table: every runtime that took every step. */
export function tableOf(runtimes: readonly Runtime[]): string {
  const rows = runtimes.map(({ name, note = '', quick }) => [
    name,
    note,
    quick ? 'every change' : 'every release',
  ]);
  return [['runtime', 'note', 'run at'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .concat('', `Each runs the same program from the packed package: ${STEPS.join(', ')}.`)
    .join('\n');
}

/** @throws if the README has no place for the table. */
export function withTable(readme: string, table: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`sdk/README.md has no "${BEGIN}" … "${END}"`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${readme.slice(end)}`;
}
