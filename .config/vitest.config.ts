// `npm test` runs every project; a project is a workspace, so that a failure names the room it happened in.
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '..');
const ignored = ['**/node_modules/**', '**/dist/**'];
const propertyTests = path.join(import.meta.dirname, 'property-tests.ts');

export default defineConfig({
  root,
  test: {
    maxWorkers: 2,
    // Generous, so that a busy machine needs no luck: a test that hangs is found either way, and no test measures time or is repeated.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // The sandbox's functions share this machine with the other tests.
    env: { NORTHWIND_SANDBOX_TIME_LIMIT_FACTOR: '20' },
    expect: { poll: { timeout: 120_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'codegen',
          include: ['codegen/**/*.test.ts'],
          exclude: ignored,
          // graphql-inspector's graphql and ours must be one copy; graphql-codegen is given text, and is a copy of its own.
          server: { deps: { inline: [/node_modules\/(?!@graphql-codegen\/).*graphql/] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'sdk',
          include: ['sdk/**/*.test.ts'],
          exclude: [...ignored, 'sdk/cli/**'],
          setupFiles: propertyTests,
        },
      },
      {
        extends: true,
        test: {
          name: 'cli',
          include: ['sdk/cli/**/*.test.ts'],
          exclude: ignored,
          globalSetup: 'sdk/cli/test/one-sandbox.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'backend',
          include: ['backend/src/**/*.test.ts', 'backend/infra/**/*.test.ts'],
          exclude: ignored,
          setupFiles: propertyTests,
          // They import JSON as bundlers do, which Node refuses.
          server: { deps: { inline: [/node_modules\/@actions\//] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'sandbox',
          include: ['backend/sandbox/**/*.test.ts'],
          exclude: ignored,
          // graphql beside a server that loads it natively would be two copies (and two realms) of one library.
          server: { deps: { inline: [/graphql/] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'examples',
          include: ['examples/**/*.test.ts'],
          exclude: ignored,
          setupFiles: propertyTests,
        },
      },
    ],
  },
});
