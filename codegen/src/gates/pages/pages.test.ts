/** What the repository's pages say of its files is true. */
import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../../contract/root.ts';

const read = (page: string): Promise<string> => readFile(path.join(repositoryRoot, page), 'utf8');

/** Targets of the Markdown links that lead into the repository, from the page's own folder. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)].map(([, target]) => target!);

/** The part of a page under one of its headings. */
const section = (text: string, heading: string): string => {
  const found = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0];
  if (!found) throw new Error(`There is no section "${heading}".`);
  return found;
};

it('every link of every page leads to a file or folder', async () => {
  const pages = globSync(['*.md', '.github/*.md', '{backend,codegen,examples,schema,sdk}/**/*.md'], {
    cwd: repositoryRoot,
    exclude: (name) => ['node_modules', 'dist', 'site', '.terraform'].includes(path.basename(name)),
  });
  const dead: string[] = [];
  let count = 0;
  // The documentation site's pages link to each other's addresses; its own build checks those.
  for (const page of pages.filter((name) => !name.startsWith('sdk/docs/'))) {
    for (const link of linksOf(await read(page))) {
      count++;
      if (!existsSync(path.join(repositoryRoot, path.dirname(page), link))) dead.push(`${page}: ${link}`);
    }
  }
  expect(dead).toEqual([]);
  expect(count).toBeGreaterThan(50);
});

it('"The way the data goes" names functions that exist, and walks over files', async () => {
  const text = section(await read('README.md'), 'The way the data goes');
  const functions = [...text.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, name]) => name!);
  expect(functions.length).toBeGreaterThan(3);
  for (const name of functions)
    expect(existsSync(path.join(repositoryRoot, 'backend/src/functions', name, 'handler.ts')), name).toBe(
      true,
    );
  const walks = text.split('\n\n').filter((paragraph) => paragraph.startsWith('**'));
  expect(walks).toHaveLength(3);
  for (const walk of walks) {
    const files = linksOf(walk);
    expect(new Set(files).size, 'a file a hop').toBe(files.length);
    expect(files.length).toBeGreaterThan(5);
  }
});

it('each of a newcomer’s eight first tasks opens four files at most', async () => {
  const rows = section(await read('.github/CONTRIBUTING.md'), 'Eight first tasks')
    .split('\n')
    .filter((line) => /^\| (?!to |-)/.test(line));
  expect(rows).toHaveLength(8);
  for (const row of rows) {
    expect(linksOf(row).length, row).toBeGreaterThanOrEqual(1);
    expect(linksOf(row).length, row).toBeLessThanOrEqual(4);
  }
});
