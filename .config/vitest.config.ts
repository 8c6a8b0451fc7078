// `npm test` runs every project; a project is a workspace, so that a failure names the room it happened in.
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '..');
const ignored = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  root,
  test: {
    maxWorkers: 2,
    // Long enough for a busy machine: a test that hangs is found either way, and no test measures time.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Real browsers, sockets and processes share CI's two cores: what fails there once is tried once more, and reported as retried.
    retry: process.env['CI'] ? 1 : 0,
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
      { extends: true, test: { name: 'sdk', include: ['sdk/**/*.test.ts'], exclude: ignored } },
      {
        extends: true,
        test: {
          name: 'backend',
          include: ['backend/src/**/*.test.ts', 'backend/infra/**/*.test.ts'],
          exclude: ignored,
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
        test: { name: 'examples', include: ['examples/**/*.test.ts'], exclude: ignored, testTimeout: 60_000 },
      },
    ],
  },
});
