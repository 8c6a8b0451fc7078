import Table from 'cli-table3';

/** Prints rows as a table; the columns are the fields of the first row. Numbers and amounts stand to the right. */
export function printTable(rows: readonly Readonly<Record<string, number | string>>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const isAmount = (column: string): boolean =>
    rows.every((row) => /^[-\p{Sc}A-Z]*\s?[\d,.]+$/u.test(String(row[column])));
  const table = new Table({
    head: columns,
    colAligns: columns.map((column) => (isAmount(column) ? 'right' : 'left')),
    // No colours: the output is as readable in a log file as on a terminal.
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => columns.map((column) => row[column] ?? '')));
  console.log(table.toString());
}
