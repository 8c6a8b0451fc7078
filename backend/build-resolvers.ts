/**
 * Bundles every resolver and pipeline function for AppSync: `backend/dist/resolvers/`, one file each, and the manifest of fields
 * that names them.
 *
 *     node backend/build-resolvers.ts
 *
 * AppSync takes one file without imports other than its own modules ("Bundling, TypeScript, and source maps", AWS AppSync), so
 * everything else is bundled in; the definition beside the handlers is left out. Nothing is minified: the code is read in AppSync's
 * console and in its logs. The same sources give the same bytes.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const backendFolder = import.meta.dirname;
const resolversFolder = path.join(backendFolder, 'src/resolvers');
const manifestFile = path.join(backendFolder, 'src/generated/fields.json');

/** "Resolver code size", AWS AppSync endpoints and quotas. Characters. */
const CODE_LIMIT = 32_768;

interface Manifest {
  readonly functions: readonly { readonly name: string; readonly code: string }[];
  readonly fields: readonly { readonly type: string; readonly field: string; readonly code: string }[];
}

/** @param module path below src/resolvers/ */
async function bundle(module: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { request, response } from './${module}';`,
      resolveDir: resolversFolder,
      sourcefile: `bundle-of-${path.basename(module)}`,
    },
    absWorkingDir: backendFolder,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'esnext',
    external: ['@aws-appsync/utils', '@aws-appsync/utils/*'],
    legalComments: 'none',
    logLevel: 'error',
  });
  const code = outputFiles[0]?.text ?? '';
  if (code.length > CODE_LIMIT) {
    throw new Error(`${module}: AppSync takes ${CODE_LIMIT} characters of code, this is ${code.length}.`);
  }
  return code;
}

/** Files by path below the output folder: `resolvers/Query.me.js`, …, `resolvers/manifest.json`. */
export async function bundleResolvers(): Promise<ReadonlyMap<string, string>> {
  const manifestText = await readFile(manifestFile, 'utf8');
  const manifest = JSON.parse(manifestText) as Manifest;
  const modules = [
    ...manifest.functions.map(({ name, code }) => ({ module: `functions/${name}.ts`, code })),
    ...manifest.fields.map(({ type, field, code }) => ({ module: `${type}.${field}.ts`, code })),
  ];
  const bundles = await Promise.all(
    modules.map(async ({ module, code }): Promise<[string, string]> => [code, await bundle(module)]),
  );
  return new Map([...bundles, ['resolvers/manifest.json', manifestText]]);
}

export async function buildResolvers(outputFolder: string = path.join(backendFolder, 'dist')): Promise<void> {
  const files = await bundleResolvers();
  await rm(path.join(outputFolder, 'resolvers'), { recursive: true, force: true });
  for (const [file, content] of files) {
    const target = path.join(outputFolder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

if (import.meta.main) {
  await buildResolvers();
  console.log('Bundled the resolvers into backend/dist/resolvers/.');
}
