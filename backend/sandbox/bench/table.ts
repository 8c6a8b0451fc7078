/** A row of a table, by column. */
export type Row = Readonly<Record<string, number | string>>;

/** Prints a title and rows as columns of text; numbers stand to the right. */
export function printTable(title: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]!.length)));
  const isNumber = columns.map((column) => rows.some((row) => typeof row[column] === 'number'));
  console.log(`\n${title}\n`);
  for (const line of cells) {
    const padded = line.map((cell, index) =>
      isNumber[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
    );
    console.log(`  ${padded.join('  ').trimEnd()}`);
  }
}
