/** The licences of the packages whose code a bundle carries: most of them ask that their text goes with every copy. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * @param inputs what went into the bundle, as esbuild's metafile names it
 * @param workingDirectory what those names are relative to
 * @returns the notices, in the order of the packages' names
 */
export async function thirdPartyNotices(
  inputs: readonly string[],
  workingDirectory: string,
): Promise<string> {
  const folders = new Set(
    inputs.flatMap((input) => packageFolder(path.resolve(workingDirectory, input)) ?? []),
  );
  const titlesByText = new Map<string, Set<string>>();
  for (const folder of [...folders].sort()) {
    const { title, text } = await licenceOf(folder);
    titlesByText.set(text, (titlesByText.get(text) ?? new Set()).add(title));
  }
  const notices = [...titlesByText].map(([text, titles]) => `${[...titles].join('\n')}\n\n${text}`);
  return `This package carries code of others. Their names, versions and licences:\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function packageFolder(file: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll(path.sep, '/'))?.[0];
}

async function licenceOf(folder: string): Promise<{ title: string; text: string }> {
  const { name, version, license } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license?: string };
  const files = (await readdir(folder))
    .filter((file) => /^(licen[cs]e|notice|copying)(\.|-|$)/i.test(file))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  if (license === undefined && texts.length === 0) throw new Error(`${name} ${version} names no licence`);
  return {
    title: `${name} ${version}${license === undefined ? '' : ` (${license})`}`,
    text: texts.map((text) => `${text.trim()}\n`).join('\n'),
  };
}
