import path from 'node:path';
import { build } from 'esbuild';

/** Bundles one of `programs/` as an app would, from the folder that has the packed package. Warnings fail. */
export async function bundle(folder: string, entry: string, format: 'iife' | 'esm'): Promise<string> {
  const { outputFiles, warnings } = await build({
    absWorkingDir: folder,
    entryPoints: [path.join(folder, entry)],
    bundle: true,
    format,
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
  return outputFiles[0]!.text;
}
