// One configuration for every workspace; type-aware rules only where they find real bugs (floating promises and their kin).
import path from 'node:path';
import tseslint from 'typescript-eslint';
import { appsyncSources } from './eslint.appsync.mjs';

const root = path.resolve(import.meta.dirname, '..');

export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/generated/**', '**/node_modules/**', '**/.terraform/**', 'sdk/docs/site/**'],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.cjs', 'sdk/matrix/programs/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  // A function is read in one go. A test file's `describe` is a list of tests, and a fixture or scenario tells a story: those may be long.
  {
    files: ['**/*.{ts,tsx,mjs,cjs,js}'],
    ignores: ['**/*.test.{ts,tsx}', '**/test/**', 'sdk/matrix/**'],
    rules: { 'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }] },
  },
  // Configuration files belong to no project: they are linted without types.
  {
    files: ['.config/**/*.ts', 'tsup.config.ts'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { parserOptions: { projectService: false } },
  },
  ...appsyncSources,
);
