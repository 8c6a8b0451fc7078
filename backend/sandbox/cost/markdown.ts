/** A table in Markdown: the first column is text, the others are numbers, the last one too unless told. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { lastIsText = false } = {},
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const isText = (column: number) => column === 0 || (lastIsText && column === header.length - 1);
  const rule = header.map((_, column) => (isText(column) ? '---' : '---:'));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}
