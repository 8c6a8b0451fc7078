/** The runtimes of the README's table, as data: each runs `scenario.mjs` with the packed package and returns the steps it took. */
import path from 'node:path';
import { inBrowser } from './run/browser.ts';
import { inJest } from './run/jest.ts';
import { inReactNative } from './run/react-native.ts';
import { inWorkerd } from './run/workerd.ts';
import type { Settings } from './platform.ts';
import { output } from '../test/packed.ts';

export interface Runtime {
  readonly name: string;
  /** Whether CI runs it on every change. The rest are run by `npm run matrix`. */
  readonly quick?: true;
  /** What the table says beside the name. */
  readonly note?: string;
  /** Runs the scenario in a folder that has the packed package in its node_modules. */
  run(folder: string, settings: Settings): Promise<unknown>;
}

const modules = path.join(import.meta.dirname, 'node_modules');

/** A runtime that takes a file to run: Node, Bun, Deno. */
const program =
  (binary: string, ...parameters: string[]): Runtime['run'] =>
  async (folder, settings) =>
    JSON.parse(
      await output(path.join(modules, binary), parameters, folder, {
        environment: { NORTHWIND_MATRIX: JSON.stringify(settings) },
      }),
    );

export const runtimes: readonly Runtime[] = [
  {
    name: 'Node 20.0',
    quick: true,
    note: 'with the package `ws`',
    run: program('rt-node-20/bin/node', 'node.mjs'),
  },
  {
    name: 'Node 20.0, CommonJS',
    quick: true,
    note: 'with the package `ws`',
    run: program('rt-node-20/bin/node', 'node.cjs'),
  },
  { name: 'Node 22', run: program('rt-node-22/bin/node', 'node.mjs') },
  { name: 'Node 24', quick: true, run: program('rt-node-24/bin/node', 'node.mjs') },
  { name: 'Node 26', run: program('rt-node-26/bin/node', 'node.mjs') },
  { name: 'Bun', run: program('.bin/bun', 'node.mjs') },
  { name: 'Deno', run: program('.bin/deno', 'run', '--allow-all', 'node.mjs') },
  { name: 'Cloudflare Workers (workerd)', quick: true, run: inWorkerd },
  {
    name: 'Chromium',
    quick: true,
    note: 'client credentials are refused',
    run: inBrowser('chrome', '/usr/bin/chromium'),
  },
  {
    name: 'Firefox',
    note: 'client credentials are refused',
    run: inBrowser('firefox', '/usr/bin/firefox-esr'),
  },
  {
    name: 'React Native, its own preset and Metro',
    quick: true,
    note: 'compiled to Hermes bytecode; run with React Native’s `URL`, `AbortController` and `fetch`',
    run: inReactNative('@react-native/babel-preset'),
  },
  { name: 'React Native, Expo’s preset', note: 'the same', run: inReactNative('babel-preset-expo') },
  { name: 'Jest, CommonJS', quick: true, run: inJest('jest-node.cjs') },
  { name: 'Jest, jsdom', note: 'with a `fetch` of the test’s own', run: inJest('jest-jsdom.cjs') },
];
