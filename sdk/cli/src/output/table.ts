import Table from 'cli-table3';
import { cell } from './cell.ts';

type Row = Readonly<Record<string, unknown>>;

export interface TableStyle {
  readonly color: boolean;
  /** Characters of a line; undefined: as many as it takes. */
  readonly width: number | undefined;
}

/** Between two columns, and at both ends. */
const PADDING = 2;

const plain = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};

function lines(head: readonly string[], rows: readonly (readonly string[])[], { color }: TableStyle): string {
  const table = new Table({
    // In bold by us: the library asks the process, not this stream, whether it may.
    head: head.map((name) => (color ? `\u001b[1m${name}\u001b[22m` : name)),
    chars: plain,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': PADDING },
  });
  table.push(...rows.map((row) => [...row]));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/**
 * Rows as a table.
 *
 * @param columns in order of importance: those that the line has no room for are left out, from the end
 */
export function tableOf(columns: readonly string[], rows: readonly Row[], style: TableStyle): string {
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  let [count, used] = [0, 0];
  for (const width of widths) {
    used += width + PADDING;
    if (count > 0 && style.width !== undefined && used > style.width) break;
    count++;
  }
  const head = columns.slice(0, count).map(heading);
  return lines(
    head,
    cells.map((row) => row.slice(0, count)),
    style,
  );
}

/** One object: its fields line by line, then a table for each list of objects that it holds. */
export function fieldsOf(value: Row, style: TableStyle): string {
  const entries = Object.entries(value);
  const lists = entries.filter(([, member]) => isListOfObjects(member)) as [string, Row[]][];
  const names = new Set(lists.map(([name]) => name));
  const fields = entries.filter(([name]) => !names.has(name)).flatMap(([name, member]) => flat(name, member));
  const tables = lists.map(([name, rows]) => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return `\n${cell(name)}\n${tableOf(columns, rows, style)}`;
  });
  const table = new Table({
    chars: plain,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': PADDING },
  });
  table.push(...fields.map(([name, text]) => [name, text]));
  const text = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
  return `${text}\n${tables.join('')}`;
}

/** `amountDue` → `AMOUNT DUE` */
const heading = (column: string): string =>
  cell(column)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toUpperCase();

const isListOfObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && typeof value[0] === 'object';

/** `customer: { name }` is the line `customer.name`. */
function flat(name: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[cell(name), cell(value)]];
  return Object.entries(value).flatMap(([key, member]) => flat(`${name}.${key}`, member));
}
