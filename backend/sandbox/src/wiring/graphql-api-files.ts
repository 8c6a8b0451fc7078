/**
 * Schema and resolver bundles of the Northwind API: built at start from the sources beside the sandbox in the repository, or read
 * from `api/` beside the packed package's code, where `writeApiFiles` put them.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface ApiFiles {
  readonly schemaSDL: string;
  /** By path: `resolvers/manifest.json`, `resolvers/Query.me.js`, … */
  readonly bundles: ReadonlyMap<string, string>;
}

const packedFolder = path.join(import.meta.dirname, 'api');
/** The contract in the words of AppSync's parser. */
const schemaFile = 'appsync.graphql';

/** @param folder default: `api/` beside the running code; where there is none, the repository's sources are bundled */
export async function readApiFiles(folder: string = packedFolder): Promise<ApiFiles> {
  return existsSync(folder) ? await readPacked(folder) : await buildFromSource();
}

/** Puts into a package what `readApiFiles` finds there. @param folder `api/` beside the package's code */
export async function writeApiFiles(folder: string): Promise<void> {
  const { schemaSDL, bundles } = await buildFromSource();
  for (const [file, content] of [[schemaFile, schemaSDL] as const, ...bundles]) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

async function buildFromSource(): Promise<ApiFiles> {
  const repository = path.resolve(import.meta.dirname, '../../../..');
  // Named at run time: the packed package must not carry a bundler.
  const builder = (await import(path.join(repository, 'backend/build-resolvers.ts'))) as {
    bundleResolvers(): Promise<ReadonlyMap<string, string>>;
  };
  const [schemaSDL, bundles] = await Promise.all([
    readFile(path.join(repository, 'backend/src/generated', schemaFile), 'utf8'),
    builder.bundleResolvers(),
  ]);
  return { schemaSDL, bundles };
}

async function readPacked(folder: string): Promise<ApiFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const contents = new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, string]> => [
        path.relative(folder, file).split(path.sep).join('/'),
        await readFile(file, 'utf8'),
      ]),
    ),
  );
  const schemaSDL = contents.get(schemaFile);
  if (schemaSDL === undefined) throw new Error(`${folder} lacks ${schemaFile}`);
  contents.delete(schemaFile);
  return { schemaSDL, bundles: contents };
}
