/** Lays rows out as columns of text; the columns are the fields of the first row, numbers stand to the right. */
export function formatTable(rows: readonly Readonly<Record<string, number | string>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const isNumber = columns.map((column) => rows.every((row) => typeof row[column] === 'number'));
  const cells = rows.map((row) => columns.map((column) => String(row[column] ?? '')));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const format = (line: readonly string[]): string =>
    line
      .map((cell, index) =>
        isNumber[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ');
  return [columns, ...cells].map((line) => `  ${format(line).trimEnd()}`).join('\n');
}
