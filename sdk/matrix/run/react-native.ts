import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { output } from '../../test/packed.ts';
import type { Settings } from '../platform.ts';

const matrix = path.resolve(import.meta.dirname, '..');
const require = createRequire(path.join(matrix, 'package.json'));

/** Bundles with Metro and a Babel preset, compiles with Hermes' compiler, and runs the bundle with React Native's globals only. */
export const inReactNative =
  (preset: string) =>
  async (folder: string, settings: Settings): Promise<unknown> => {
    const bundleFile = path.join(folder, 'react-native.bundle.js');
    await output(process.execPath, [path.join(matrix, 'run/metro.cjs'), folder, preset, bundleFile], matrix);
    // No Hermes that runs comes from npm; its compiler does, and refuses what Hermes cannot parse.
    const compiler = path.join(matrix, 'node_modules/hermes-compiler/hermesc/linux64-bin/hermesc');
    await output(compiler, ['-emit-binary', '-O', '-out', `${bundleFile}.hbc`, bundleFile], folder);

    const { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, console, performance } =
      globalThis;
    // The buffers are those of the host, whose XMLHttpRequest fills them.
    const { atob, btoa, TextEncoder, crypto, ArrayBuffer, Uint8Array, DataView } = globalThis;
    const app = vm.createContext({
      ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, console, performance },
      ...{ atob, btoa, TextEncoder, ArrayBuffer, Uint8Array, DataView },
      XMLHttpRequest: require('xhr2'),
      WebSocket: createRequire(import.meta.url)('ws'),
      navigator: { product: 'ReactNative' },
      // No native modules: React Native's URL asks for that of blobs, and does without.
      nativeModuleProxy: {},
      // As react-native-get-random-values gives it: nothing else of Web Crypto.
      crypto: { getRandomValues: (array: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(array) },
    });
    vm.runInContext('globalThis.window = globalThis; globalThis.global = globalThis;', app);
    vm.runInContext(await readFile(bundleFile, 'utf8'), app, { filename: bundleFile });
    return (app['run'] as (given: Settings) => Promise<unknown>)(settings);
  };
