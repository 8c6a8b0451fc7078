import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { output } from '../../test/packed.ts';
import { STEPS } from '../scenario.mjs';
import type { Runtime } from '../runtime.ts';

/** Jest in its default mode, which is CommonJS; `environment` is one of `programs/`. */
export const inJest =
  (environment: string): Runtime['run'] =>
  async (folder, settings, signal) => {
    for (const name of ['scenario', 'kit']) {
      const outfile = path.join(folder, `${name}.cjs`);
      // Not twice: the other Jest may be reading it.
      if (!existsSync(outfile))
        buildSync({ entryPoints: [path.join(folder, `${name}.mjs`)], format: 'cjs', outfile });
    }
    const configFile = `${environment}.json`;
    const config = {
      rootDir: folder,
      testMatch: ['**/jest.test.cjs'],
      testEnvironment: `./${environment}`,
      transform: {},
    };
    await writeFile(path.join(folder, configFile), JSON.stringify(config));
    const modules = path.join(import.meta.dirname, '../quick/node_modules');
    await output(process.execPath, [path.join(modules, 'jest/bin/jest.js'), '--config', configFile], folder, {
      environment: { NORTHWIND_MATRIX: JSON.stringify(settings), NODE_PATH: modules },
      signal,
    });
    return [...STEPS, ...settings.kit]; // jest.test.cjs has compared them
  };
