/**
 * The API surface of every entry of the published packages, in files that are reviewed: `npm run surface`.
 *
 *     node codegen/src/gates/surface/main.ts            write what changed
 *     node codegen/src/gates/surface/main.ts --check    write nothing; exit 1 and show the lines that differ
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { runCommand } from '../../command.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { lineDifference } from './difference.ts';
import { entriesOf, packages } from './entries.ts';
import { declarationOf, programOfDeclarations, surfaceOf } from './surface.ts';

/** Texts of the surface files of a package, by file. TypeScript 7 writes the declarations, four times as fast as 6. */
async function surfacesOf(folder: string, tsconfig: string, root: string): Promise<Map<string, string>> {
  const entries = entriesOf(folder, root);
  const temporary = await mkdtemp(path.join(tmpdir(), 'northwind-surface-'));
  try {
    const config = path.join(temporary, 'tsconfig.json');
    const outDir = path.join(temporary, 'out');
    await writeFile(
      config,
      JSON.stringify({
        extends: path.join(root, folder, tsconfig),
        compilerOptions: {
          noEmit: false,
          noCheck: true,
          declaration: true,
          emitDeclarationOnly: true,
          stripInternal: true,
          outDir,
          rootDir: root,
          typeRoots: [path.join(root, 'node_modules/@types')],
        },
        include: [],
        files: entries.map(({ source }) => path.join(root, source)),
      }),
    );
    const compiler = path.join(root, 'node_modules/typescript-7/bin/tsc');
    await promisify(execFile)(process.execPath, [compiler, '--project', config], { cwd: root });
    const program = programOfDeclarations(entries.map(({ source }) => declarationOf(source, outDir)));
    const known: Parameters<typeof surfaceOf>[3] = new Map();
    return new Map(
      entries.map(({ specifier, source, file }) => [
        file,
        surfaceOf(program, declarationOf(source, outDir), specifier, known),
      ]),
    );
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      root: { type: 'string', default: repositoryRoot },
    },
  });
  const root = path.resolve(values.root);
  let exitCode = 0;
  for (const { folder, tsconfig } of packages) {
    const surfaces = await surfacesOf(folder, tsconfig, root);
    const surfaceFolder = path.posix.join(folder, 'surface');
    await mkdir(path.join(root, surfaceFolder), { recursive: true });
    for (const name of await readdir(path.join(root, surfaceFolder))) {
      const file = path.posix.join(surfaceFolder, name);
      if (surfaces.has(file)) continue;
      exitCode = 1;
      console.error(`${file} is the surface of an entry that is gone.`);
      if (!values.check) await rm(path.join(root, file));
    }
    for (const [file, text] of surfaces) {
      const committed = await readFile(path.join(root, file), 'utf8').catch(() => '');
      if (committed === text) continue;
      exitCode = 1;
      console.error(`${file} differs:\n${lineDifference(committed, text)}`);
      if (!values.check) await writeFile(path.join(root, file), text);
    }
  }
  return values.check ? exitCode : 0;
}

await runCommand(main);
