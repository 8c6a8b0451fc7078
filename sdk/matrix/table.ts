import { format } from 'prettier';
import { ENTRIES } from './kit.mjs';
import { STEPS } from './scenario.mjs';
import type { Runtime } from './runtime.ts';

const BEGIN = '<!-- runtimes: written by `npm run matrix` -->';
const END = '<!-- /runtimes -->';

/** What a run of all runtimes leaves behind, in `last-run.json`: the README's table is written from it. */
export interface LastRun {
  /** Day on which every runtime took every step. */
  readonly date: string;
  /** What each runtime was, by its name in the table. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Where the rest of the kit was run. */
function kitOf(runtimes: readonly Runtime[]): string {
  const parts = [...new Set(runtimes.flatMap(({ kit }) => kit))];
  const places = parts.map((part) => {
    const names = runtimes.filter(({ kit }) => kit.includes(part)).map(({ name }) => name);
    const what = ENTRIES.includes(part) ? `\`@northwind/sdk/${part}\`` : `the ${part}`;
    return `${what} in ${names.join('; ')}`;
  });
  return `Run besides, from the packed packages:\n\n${places.map((place) => `- ${place}`).join('\n')}`;
}

/** The README with the table of a run; the rest of it is as it was. */
export async function withTable(
  file: string,
  readme: string,
  runtimes: readonly Runtime[],
  { date, versions }: LastRun,
): Promise<string> {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${file} has no "${BEGIN}" … "${END}"`);
  const rows = runtimes.map(({ name, note = '' }) => [name, versions[name] ?? '', note]);
  const table = [['runtime', 'last passed with', 'note'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
  const steps = `All of them took every step of the program on ${date}: ${STEPS.join(', ')}.`;
  const written = await format(`${table}\n\n${steps} ${kitOf(runtimes)}\n`, { parser: 'markdown' });
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${written}\n${readme.slice(end)}`;
}
