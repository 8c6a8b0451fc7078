/** Places in YAML and JSON texts. */
import type { Document, LineCounter } from 'yaml';
import type { Path } from './openapi/node.ts';

/** Where a path stands in the text; of a path that is not there, its nearest parent. */
export function position(yaml: Document, lines: LineCounter, at: Path): { line: number; column: number } {
  for (let length = at.length; length > 0; length--) {
    const parent: unknown = length === 1 ? yaml.contents : yaml.getIn(at.slice(0, length - 1), true);
    const key = at[length - 1];
    const items = (parent as { items?: unknown[] } | undefined)?.items ?? [];
    const found = items.find((item, index) => {
      const pair = item as { key?: { value?: unknown } };
      return typeof key === 'number' ? index === key : String(pair.key?.value) === key;
    }) as { key?: { range?: number[] }; range?: number[] } | undefined;
    const start = found?.key?.range?.[0] ?? found?.range?.[0];
    if (start !== undefined) {
      const { line, col } = lines.linePos(start);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}
