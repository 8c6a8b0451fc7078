import { contractErrorCode } from '../../command.ts';

/**
 * The gates of `npm run check`, as data. A gate is a command; `after` names a gate whose output it needs.
 * Cheap gates that fail often come first, so that a red run says so early.
 */
export interface Gate {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly after?: string;
  /** What to do when it is red; printed below the gate's own output. By exit code where that says which. */
  readonly remedy: string | ((exitCode: number) => string);
}

const workspaces = ['codegen', 'sdk', 'sdk/cli', 'backend', 'backend/sandbox'] as const;

/** They import the SDK by its name. */
const usersOfTheSdk: readonly string[] = ['sdk/cli', 'backend/sandbox'];

const node = (script: string, ...rest: string[]): [string, ...string[]] => ['node', script, ...rest];

const typeGate = (folder: string, after?: string): Gate => ({
  name: `types: ${folder}`,
  // TypeScript 7 checks the same rules as the 6 that editors and the build use, in a quarter of the time.
  command: node('node_modules/typescript-7/bin/tsc', '--project', folder),
  ...(after === undefined ? {} : { after }),
  remedy:
    'A contract moved or the code did: follow the errors above, file by file. A module that a generated file does not find is the next to write.',
});

/** @param examples folders under examples/, found on disk so that a new one is checked without being listed. */
export function gates(examples: readonly string[]): Gate[] {
  return [
    {
      name: 'generated files are fresh',
      command: node('codegen/src/main.ts', '--check'),
      remedy: (exitCode) =>
        exitCode === contractErrorCode
          ? 'Correct the contract at the places above; codegen/README.md says what it may hold.'
          : exitCode === 1
            ? 'Run `npm run codegen` and commit what it wrote.'
            : 'A generator failed: the message above is a bug of codegen, or of the definitions it reads.',
    },
    {
      name: 'REST contract is well formed',
      command: ['redocly', 'lint', '--config', '.config/redocly.yaml', 'schema/openapi.yaml'],
      remedy: 'The rules are in codegen/src/gates/rest; each message names the place in schema/openapi.yaml.',
    },
    {
      name: 'contracts agree',
      command: node('codegen/src/gates/agreement/main.ts'),
      remedy:
        'A value that one contract admits must fit the others it travels to; mend ranges, patterns or nullability in schema/.',
    },
    {
      name: 'contracts break nobody',
      command: node('codegen/src/gates/compatibility/main.ts'),
      remedy:
        'Change the contracts compatibly, or announce the change as .github/CONTRIBUTING.md says; `npm run contract:diff` tells what it means.',
    },
    {
      name: 'Terraform reads what is generated',
      command: node('codegen/src/gates/infrastructure/main.ts'),
      remedy:
        'A manifest moved or the Terraform code did: follow the lines above; `npm run infra:check` proves the rest.',
    },
    {
      name: 'pages name what is there',
      command: node('codegen/src/gates/pages/main.ts'),
      remedy: 'A name that prose writes as code is gone or misspelt; the lines above say where.',
    },
    {
      name: 'packages export what was reviewed',
      command: node('codegen/src/gates/surface/main.ts', '--check'),
      remedy:
        'If the change is meant, run `npm run surface`, read the diff as its users will, and commit it.',
    },
    {
      name: 'sdk builds',
      command: ['npm', 'run', '--silent', 'build', '--workspace', '@northwind/sdk'],
      remedy: 'The published package does not build; the output above says where.',
    },
    ...workspaces.map((folder) =>
      typeGate(folder, usersOfTheSdk.includes(folder) ? 'sdk builds' : undefined),
    ),
    ...examples.map((folder) => typeGate(`examples/${folder}`, 'sdk builds')),
    {
      name: 'import rules',
      command: [
        'depcruise',
        '--config',
        '.config/dependency-cruiser.mjs',
        '--output-type',
        'err-long',
        'sdk',
        'codegen',
        'backend',
        'examples',
      ],
      after: 'sdk builds',
      remedy: 'Imports go down the list in the README ("The house"); move the code or the import.',
    },
    {
      name: 'nothing is unused',
      command: ['knip', '--config', '.config/knip.jsonc', '--no-progress'],
      after: 'sdk builds',
      remedy:
        'Delete what nothing uses, or declare what is imported; what knip cannot see is in .config/knip.jsonc.',
    },
    {
      name: 'lint',
      command: ['oxlint', '--type-aware', '--format', 'unix'],
      after: 'sdk builds',
      remedy: '`npm run lint -- --fix` fixes what can be fixed automatically.',
    },
    {
      name: 'resolvers keep to what APPSYNC_JS runs',
      command: [
        'eslint',
        '--config',
        '.config/eslint.config.mjs',
        '--max-warnings',
        '0',
        '--cache',
        '--cache-strategy',
        'content',
        '--cache-location',
        'node_modules/.cache/eslint/eslint-cache',
        'backend/src/resolvers',
        'backend/src/data/keys.ts',
        'backend/src/data/index-keys.ts',
      ],
      remedy:
        'The rules are in .config/eslint.appsync.mjs; AppSync refuses these at deployment or fails at run time.',
    },
    {
      name: 'format',
      command: ['oxfmt', '--check', '--ignore-path', '.gitignore'],
      remedy: 'Run `npm run format`.',
    },
  ];
}
