import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { output, sdkFolder } from '../../test/packed.ts';
import { changeEach } from '../markdown.ts';
import { bin, site } from '../places.ts';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Every export of every entry, by TypeDoc. */
export async function sdkReference(): Promise<void> {
  const out = path.join(site, 'sdk');
  const manifest = JSON.parse(await readFile(path.join(sdkFolder, 'package.json'), 'utf8')) as Manifest;
  const entries = Object.keys(manifest.exports)
    .filter((entry) => !entry.includes('.json'))
    .map((entry) => entry.replace(/^\.\/?/, ''));
  await output(
    process.execPath,
    [
      ...[bin('typedoc'), '--plugin', 'typedoc-plugin-markdown', '--out', out, '--entryFileName', 'index'],
      ...['--tsconfig', path.join(sdkFolder, 'tsconfig.build.json'), '--readme', 'none'],
      ...['--hideBreadcrumbs', 'true', '--hidePageHeader', 'true', '--disableSources', 'true'],
      ...['--treatWarningsAsErrors', 'false', '--logLevel', 'Error'],
      ...entries.map((entry) => path.posix.join('src', entry, 'index.ts')),
    ],
    sdkFolder,
  );
  const folders = await readdir(out);
  const missing = entries.filter((entry) => !folders.includes(entry || 'index'));
  if (missing.length > 0) throw new Error(`TypeDoc wrote no page of ${missing.join(', ')}.`);
  // TypeDoc names a module after its file; a reader imports it by its entry.
  const importName = (folder: string): string =>
    folder === 'index' ? manifest.name : `${manifest.name}/${folder}`;
  await changeEach(out, (text, file) => {
    const [folder = '', rest] = file.split('/');
    if (file === 'index.md')
      return text
        .replace('## Modules', '## Entries')
        .replaceAll(/^- \[([\w-]+)\]/gm, (_, name: string) => `- [${importName(name)}]`);
    return rest === 'index.md' ? text.replace(`# ${folder}\n`, `# ${importName(folder)}\n`) : text;
  });
}
