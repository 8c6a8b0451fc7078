import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { output } from '../../test/packed.ts';
import { STEPS } from '../scenario.mjs';
import type { Settings } from '../platform.ts';

/** Jest in its default mode, which is CommonJS; `environment` is one of `programs/`. */
export const inJest =
  (environment: string) =>
  async (folder: string, settings: Settings): Promise<unknown> => {
    buildSync({
      entryPoints: [path.join(folder, 'scenario.mjs')],
      format: 'cjs',
      outfile: path.join(folder, 'scenario.cjs'),
    });
    const config = {
      rootDir: folder,
      testMatch: ['**/jest.test.cjs'],
      testEnvironment: `./${environment}`,
      transform: {},
    };
    await writeFile(path.join(folder, 'jest.config.json'), JSON.stringify(config));
    const modules = path.join(import.meta.dirname, '../node_modules');
    await output(
      process.execPath,
      [path.join(modules, 'jest/bin/jest.js'), '--config', 'jest.config.json'],
      folder,
      { environment: { NORTHWIND_MATRIX: JSON.stringify(settings), NODE_PATH: modules } },
    );
    return STEPS; // jest.test.cjs has compared them
  };
