/** What generated Markdown needs before it can be a page of the site. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Headings each at most one level below the one before, which a screen reader's user steps through; code is left as it is. */
export function withoutSkippedLevels(markdown: string): string {
  let fence: string | undefined;
  let level = 0;
  return markdown
    .split('\n')
    .map((line) => {
      const [, mark] = /^\s*(`{3,}|~{3,})/.exec(line) ?? [];
      if (mark) {
        if (fence === undefined) fence = mark;
        else if (mark.startsWith(fence)) fence = undefined;
        return line;
      }
      const [, hashes, rest] = (fence === undefined && /^(#{1,6})( .*)$/.exec(line)) || [];
      if (!hashes) return line;
      level = Math.min(hashes.length, level + 1);
      return `${'#'.repeat(level)}${rest}`;
    })
    .join('\n');
}

/** Changes every Markdown file below a folder. */
export async function changeEach(
  folder: string,
  change: (text: string, file: string) => string,
): Promise<void> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.md'));
  await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      await writeFile(file, change(await readFile(file, 'utf8'), name.split(path.sep).join('/')));
    }),
  );
}
