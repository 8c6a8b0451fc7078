import { CliError } from '../errors.ts';
import { wantsColor, write, type Io } from '../io.ts';
import { formatOf, isFormatGiven, type FormatOptions } from './format.ts';
import { json } from './json.ts';
import { createProgress } from './progress.ts';
import { fieldsOf, tableOf, type TableStyle } from './table.ts';

type Row = Readonly<Record<string, unknown>>;

/** A page of a list, and where the next one begins. */
export interface PrintedPage {
  readonly data: readonly Row[];
  readonly nextCursor: string | null;
}

export function tableStyle({ stdout, env }: Io): TableStyle {
  return {
    color: wantsColor(stdout, env),
    width: stdout.isTTY ? stdout.columns || 80 : undefined,
  };
}

/** Prints one object. */
export async function printObject(io: Io, options: FormatOptions, value: Row): Promise<void> {
  const format = formatOf(options, io.stdout, false);
  const text =
    format === 'table' ? fieldsOf(value, tableStyle(io)) : `${json(value, format === 'json' ? 2 : 0)}\n`;
  await write(io.stdout, text);
}

/** Says what was done: to a person on standard error, or as data where the command line asks for them. */
export async function printDone(io: Io, options: FormatOptions, message: string, value: Row): Promise<void> {
  if (isFormatGiven(options)) await printObject(io, options, value);
  else await write(io.stderr, `${message}\n`);
}

/**
 * Prints the pages of a list: NDJSON as they come, a table or a JSON document when all have come.
 *
 * @param columns of the table, in order of importance
 * @param tellMore whether to say how to get the items that are left
 */
export async function printPages(
  io: Io,
  options: FormatOptions,
  columns: readonly string[],
  pages: AsyncIterable<PrintedPage> | Iterable<PrintedPage>,
  tellMore: boolean,
): Promise<void> {
  const format = formatOf(options, io.stdout, true);
  const data: Row[] = [];
  let nextCursor: string | null = null;
  const progress = createProgress(io);
  for await (const page of pages) {
    nextCursor = page.nextCursor;
    if (format === 'ndjson') await write(io.stdout, page.data.map((item) => `${json(item)}\n`).join(''));
    else {
      data.push(...page.data);
      if (nextCursor !== null) progress.show(`${data.length} items …`);
    }
  }
  progress.clear();
  if (format === 'json') await write(io.stdout, `${json({ data, nextCursor }, 2)}\n`);
  if (format === 'table') {
    assertColumns(columns, data);
    if (data.length > 0) await write(io.stdout, tableOf(columns, data, tableStyle(io)));
    else await write(io.stderr, 'Nothing found.\n');
  }
  if (nextCursor !== null && tellMore)
    await write(io.stderr, `There are more: use --all, a larger --limit, or --cursor '${nextCursor}'.\n`);
}

/** A name that no item has would be an empty column. @throws CliError */
function assertColumns(columns: readonly string[], data: readonly Row[]): void {
  const known = [...new Set(data.flatMap((item) => Object.keys(item)))];
  const unknown = columns.filter((name) => !known.includes(name));
  if (data.length > 0 && unknown.length > 0)
    throw new CliError(`--columns: there is no '${unknown.join("', '")}'; there are ${known.join(', ')}.`);
}
