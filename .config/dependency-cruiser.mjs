// The import rules of the house (README, "The house"): imports go down the list only.
const generated = '/generated/';

/** One rule: files under `from` may not import files under `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** The rooms of sdk/src, the ground floor first: a file imports from its own room and from those below. */
const sdkRooms = [
  '(version|runtime)[.]ts$',
  'support/',
  'generated/(?!resources/|testing/|status-errors[.]ts$)',
  '(errors/|generated/status-errors[.]ts$)',
  'auth/',
  'transport/',
  'resource/',
  'generated/resources/',
  'realtime/',
  'graphql/',
  'live/',
  'files/',
  'cognito/',
  'webhooks/',
  'opentelemetry/',
  'client/',
  '(generated/)?testing/',
  'index[.]ts$',
].map((room) => `^sdk/src/${room}`);

const test = '[.]test[.]ts$';

export default {
  forbidden: [
    ...sdkRooms
      .slice(0, -1)
      .map((room, floor) =>
        forbid(
          `sdk-imports-go-down:${room}`,
          'the rooms of sdk/src are a list (sdkRooms, in this file): move what both need to the lower one.',
          { path: room, pathNot: test },
          { path: sdkRooms.slice(floor + 1) },
        ),
      ),
    forbid(
      'sdk-rooms-are-listed',
      'a new room of sdk/src takes its place in sdkRooms, in this file.',
      { path: '^sdk/src/', pathNot: [...sdkRooms, test] },
      { path: '.+' },
    ),
    forbid(
      'schema-holds-no-code',
      'schema/ is the contracts alone; code that reads them belongs in codegen/.',
      { path: '^schema/' },
      { path: '.+' },
    ),
    forbid(
      'nothing-imports-codegen',
      'codegen/ runs at build time only; import its output from a generated/ folder instead.',
      { pathNot: '^(codegen|[.]config)/' },
      { path: '^codegen/' },
    ),
    forbid(
      'codegen-imports-definitions-only',
      'codegen/ reads the contracts and plain-data definitions (functions, table, resolvers); running code is not its business.',
      { path: '^codegen/' },
      {
        path: '^(sdk|examples|backend)/',
        pathNot:
          '^backend/src/(functions/(index|definition|[^/]+/definition)|data/(table|keys)|resolvers/.*)[.]ts$',
      },
    ),
    forbid(
      'codegen-by-stages',
      'contract/ is read by typescript/, targets/ and gates/; typescript/ prints for targets/; no stage reads a later one.',
      { path: '^codegen/src/(contract|typescript)/', pathNot: '[.]test[.]ts$' },
      { path: '^codegen/src/(targets|gates)/' },
    ),
    forbid(
      'codegen-contract-knows-no-output',
      'contract/ says what the contracts are, not how TypeScript writes them.',
      { path: '^codegen/src/contract/', pathNot: '[.]test[.]ts$' },
      { path: '^codegen/src/typescript/' },
    ),
    forbid(
      'sdk-stands-alone',
      "the SDK imports its own files and its declared dependencies; never the backend's.",
      { path: '^sdk/' },
      { path: '^(backend|examples|schema)/' },
    ),
    forbid(
      'backend-does-not-know-where-it-runs',
      'backend/src is what runs on AWS; it may import neither the SDK nor the sandbox.',
      { path: '^backend/src/' },
      { path: '^(sdk|examples|backend/(sandbox|infra))/' },
    ),
    forbid(
      'sandbox-drives-the-backend-only',
      'the sandbox runs backend/src; only its tests may use the SDK, by package name.',
      { path: '^backend/sandbox/src/', pathNot: '[.]test[.]ts$' },
      { path: '^(sdk|examples|backend/infra)/' },
    ),
    forbid(
      'services-know-no-northwind',
      "the sandbox's stand-ins for AWS services serve any backend; what they run and hold is given to them by wiring/ and world/.",
      { path: '^backend/sandbox/src/services/', pathNot: '[.]test[.]ts$' },
      { path: '^backend/(src/|sandbox/src/(?!services/|support/))' },
    ),
    forbid(
      'support-stands-below-the-services',
      'what every service of the sandbox uses knows none of them.',
      { path: '^backend/sandbox/src/support/', pathNot: '[.]test[.]ts$' },
      { path: '^backend/', pathNot: '^backend/sandbox/src/support/' },
    ),
    forbid(
      'examples-import-the-package',
      'an example imports @northwind/sdk by name, as a stranger would, and nothing else of this repository.',
      { path: '^examples/([^/]+)/' },
      { path: '^(schema|codegen|backend|sdk/src|examples/)', pathNot: '^examples/$1/' },
    ),
    forbid(
      'cli-imports-the-package',
      'the command line imports @northwind/sdk by name, as a stranger would, and nothing else of this repository.',
      { path: '^sdk/cli/' },
      { path: '^(schema|codegen|backend|examples|sdk)/', pathNot: '^sdk/(cli|node_modules)/' },
    ),
    forbid(
      'library-without-command-line',
      'the library carries nothing of the command line.',
      { path: '^sdk/', pathNot: '^sdk/cli/' },
      { path: '^sdk/cli/' },
    ),
    forbid(
      'domain-knows-neither-http-nor-dynamodb',
      'domain rules are pure: no HTTP layer, no repositories, no AWS SDK.',
      { path: '^backend/src/domain/', pathNot: '[.]test[.]ts$' },
      { path: '^backend/src/(http|data|functions)/|node_modules/@aws-sdk/' },
    ),
    forbid(
      'lazy-parts-load-lazily',
      'a static import of `x.lazy.ts` loads it with whoever imports it: import() it, or import `x.ts`, which does.',
      { path: '^sdk/src/', pathNot: test },
      { path: '[.]lazy[.]ts$', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    ),
    forbid(
      'browser-code-without-node',
      'what a browser may load imports no Node built-in.',
      { path: '^sdk/src/', pathNot: '[.]test[.]ts$' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'no-cycles',
      'a cycle means two files are one; of types alone, too: neither file can be read first.',
      { pathNot: generated },
      { circular: true },
    ),
    forbid(
      'everything-resolves',
      // Packages of types alone (aws-lambda is @types/aws-lambda) are for the compiler.
      'an import that resolves to nothing fails at run time.',
      {},
      { couldNotResolve: true, pathNot: '^(aws-lambda|@graphql-typed-document-node/core)$' },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    // The matrix's programs run where the package is installed beside them, with what the matrix installs apart; the documentation's
    // command installs AsyncAPI's parser apart too.
    exclude: {
      path: [
        '/dist/',
        '^backend/infra/.*[.]terraform',
        '^sdk/matrix/(programs|run/[^/]+[.][cm]js)',
        '^sdk/docs/validate-asyncapi[.]mjs$',
        '^sdk/(matrix|docs)/node_modules',
        '^sdk/docs/(site|dist)/',
      ],
    },
    moduleSystems: ['es6', 'cjs'],
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
