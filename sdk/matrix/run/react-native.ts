import path from 'node:path';
import { output } from '../../test/packed.ts';
import type { Runtime } from '../runtime.ts';

const matrix = path.resolve(import.meta.dirname, '..');

/** Bundles with Metro and a Babel preset, compiles with Hermes' compiler, and runs the bundle with React Native's globals only. */
export const inReactNative =
  (preset: string): Runtime['run'] =>
  async (folder, settings, signal) => {
    const bundleFile = path.join(folder, `${path.basename(preset)}.bundle.js`);
    const node = (program: string, ...parameters: string[]): Promise<string> =>
      output(process.execPath, [path.join(matrix, 'run', program), ...parameters], matrix, {
        signal,
        input: JSON.stringify(settings),
      });
    await node('metro.cjs', folder, preset, bundleFile);
    // No Hermes that runs comes from npm; its compiler does, and refuses what Hermes cannot parse.
    const compiler = path.join(matrix, 'node_modules/hermes-compiler/hermesc/linux64-bin/hermesc');
    await output(compiler, ['-emit-binary', '-O', '-out', `${bundleFile}.hbc`, bundleFile], folder, {
      signal,
    });
    return JSON.parse(await node('react-native-app.mjs', bundleFile));
  };
