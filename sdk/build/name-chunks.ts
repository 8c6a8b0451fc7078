import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What esbuild splits off is named after a lazily loaded file, or `chunk`, with a hash; declarations after their main module. */
const SCRIPT = /^(.+)-[A-Z0-9]{8}\.js$/;
const DECLARATION = /^(.+)-[\w-]{8}(\.d\.c?ts)$/;

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent: readonly string[];
}

/**
 * Gives the files of a split build names without hashes, so that a stack trace reads `dist/transport.js`, an editor goes to
 * `northwind-error.d.ts`, and a new version changes lines, not names. A shared chunk is called after the largest of this package's
 * sources in it.
 *
 * @throws if two files would have one name.
 */
export async function nameChunks(folder: string): Promise<void> {
  const files = (await readdir(folder)).sort();
  const names = new Map<string, string>();
  const taken = new Set(files);
  const name = (file: string, candidates: readonly string[]): void => {
    const free = candidates.find((candidate) => !taken.has(candidate));
    if (!free) throw new Error(`${file} would have the name of another file: ${candidates.join(', ')}.`);
    taken.add(free);
    names.set(file, free);
  };

  const scripts = files.filter((file) => SCRIPT.test(file));
  const isShared = (file: string): boolean => file.startsWith('chunk-');
  for (const file of scripts.filter(isShared)) name(file, await sourcesOf(path.join(folder, `${file}.map`)));
  for (const file of scripts.filter((other) => !isShared(other)))
    name(file, [file.replace(SCRIPT, '$1.js'), file.replace(SCRIPT, '$1.entry.js')]);
  for (const file of files.filter((other) => DECLARATION.test(other)))
    name(file, [file.replace(DECLARATION, '$1$2')]);

  // ESM declarations import `./name.js`, as the scripts do.
  const stem = (file: string): string => file.replace(/(\.d)?\.(c?)[jt]s$/, '.$2js');
  const imports = new Map([...names].map(([from, to]) => [stem(from), stem(to)]));
  const anyImport = new RegExp(
    [...imports.keys()].map((key) => key.replaceAll('.', '\\.')).join('|') || '$^',
    'g',
  );
  for (const file of files.filter((other) => /\.([cm]?js|d\.c?ts)$/.test(other))) {
    const target = path.join(folder, file);
    const text = await readFile(target, 'utf8');
    const renamed = text.replace(anyImport, (match) => imports.get(match)!);
    if (renamed !== text) await writeFile(target, renamed);
    const to = names.get(file);
    if (!to) continue;
    await rename(target, path.join(folder, to));
    if (files.includes(`${file}.map`)) await rename(`${target}.map`, path.join(folder, `${to}.map`));
  }
}

/** Names of this package's sources in a file, the largest first. */
async function sourcesOf(map: string): Promise<string[]> {
  const { sources, sourcesContent } = JSON.parse(await readFile(map, 'utf8')) as SourceMap;
  return sources
    .map((source, index) => ({ source, size: sourcesContent[index]?.length ?? 0 }))
    .filter(({ source }) => source.startsWith('../src/'))
    .sort((a, b) => b.size - a.size)
    .map(({ source }) => `${path.basename(source, '.ts')}.js`);
}
