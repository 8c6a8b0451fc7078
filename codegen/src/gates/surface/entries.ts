/** The entries of the packages that we publish, and the sources they are built from. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders of packages whose entries are imported by programs; `@northwind/cli` is a command and exports nothing. */
export const packages: readonly { folder: string; tsconfig: string }[] = [
  { folder: 'sdk', tsconfig: 'tsconfig.build.json' },
  { folder: 'backend/sandbox', tsconfig: 'tsconfig.json' },
];

export interface Entry {
  /** What a program imports: `@northwind/sdk/webhooks`. */
  readonly specifier: string;
  /** Its source, from the root. */
  readonly source: string;
  /** The file that its surface is written to, from the root. */
  readonly file: string;
}

/** @throws if an entry of the package has no source where entries have theirs. */
export function entriesOf(folder: string, root: string): Entry[] {
  const { name, exports } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, unknown>;
  };
  return Object.keys(exports)
    .filter((key) => !key.endsWith('.json'))
    .map((key) => {
      const words = key.split('/').slice(1);
      const flat = words.join('-');
      const candidates = [
        path.posix.join(folder, 'src', ...words, 'index.ts'),
        path.posix.join(folder, `src/testing/${flat}.ts`),
      ];
      const source = candidates.find((file) => existsSync(path.join(root, file)));
      if (source === undefined)
        throw new Error(`${name}: entry "${key}" has no source; looked for ${candidates.join(', ')}.`);
      return {
        specifier: [name, ...words].join('/'),
        source,
        file: path.posix.join(folder, 'surface', `${flat || 'index'}.txt`),
      };
    });
}
