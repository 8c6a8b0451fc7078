// The resolvers, which run in APPSYNC_JS. Everything else, and what is no matter of AppSync, is linted by .oxlintrc.json.
import path from 'node:path';
import tseslint from 'typescript-eslint';
import { appsyncSources } from './eslint.appsync.mjs';

export default tseslint.config(
  // Comments tell oxlint what to leave alone, by names that ESLint must know.
  {
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    plugins: { '@typescript-eslint': tseslint.plugin },
  },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: path.resolve(import.meta.dirname, '..') },
    },
  },
  ...appsyncSources,
);
