/** Lines that one text has and the other does not, as a diff shows them; at most 40. */
export function lineDifference(before: string, after: string): string {
  const count = (lines: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const only = (lines: readonly string[], others: Map<string, number>): string[] =>
    lines.filter((line) => {
      const left = others.get(line) ?? 0;
      others.set(line, left - 1);
      return left <= 0;
    });
  const [old, current] = [before.split('\n'), after.split('\n')];
  const lines = [
    ...only(old, count(current)).map((line) => `- ${line}`),
    ...only(current, count(old)).map((line) => `+ ${line}`),
  ];
  if (lines.length === 0) return 'the same lines in another order';
  return [...lines.slice(0, 40), ...(lines.length > 40 ? [`… ${lines.length - 40} more`] : [])].join('\n');
}
