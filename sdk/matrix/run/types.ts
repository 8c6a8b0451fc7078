import path from 'node:path';
import { output, repositoryModules } from '../../test/packed.ts';
import type { Runtime } from '../runtime.ts';

/** Programs of the consumers' tests, which the compiler checks here with a runtime's types instead of a page's. */
export const TYPED_PROGRAMS = ['ten-lines.mts', 'users.mts', 'must-not-compile.mts'];

const FLAGS =
  '--noEmit --pretty false --strict --exactOptionalPropertyTypes --target es2022 --lib es2022 --module esnext --moduleResolution bundler --typeRoots none';

/** Where a runtime's own types are, and which declarations do not compile with them, through no fault of this package. */
interface OwnTypes {
  readonly declarations: string;
  readonly broken?: RegExp;
}

/** Before the runtime runs the scenario, the oldest and the newest compiler check programs with its own types alone: no DOM, no Node.js. */
export const withTypes =
  ({ declarations, broken }: OwnTypes, run: Runtime['run']): Runtime['run'] =>
  async (folder, settings, signal) => {
    for (const compiler of ['typescript-5', 'typescript-7']) {
      const tsc = path.join(repositoryModules, compiler, 'bin/tsc');
      const parameters = [tsc, ...FLAGS.split(' '), declarations, ...TYPED_PROGRAMS];
      await output(process.execPath, parameters, folder, { signal }).catch((error: Error) => {
        const faults = error.message.split('\n').filter((line) => /error TS\d+:/.test(line));
        if (faults.length === 0 || !faults.every((line) => broken?.test(line))) throw error;
      });
    }
    return run(folder, settings, signal);
  };
