// What APPSYNC_JS does not run ("Supported runtime features", AWS AppSync): the AppSync plugin's rules, and the gaps it leaves.
import { createRequire } from 'node:module';
import path from 'node:path';

// The plugin is the backend's dependency.
const backendRequire = createRequire(path.resolve(import.meta.dirname, '../backend/package.json'));
const appsync = backendRequire('@aws-appsync/eslint-plugin');

const callbackMethods = new Set(
  'map find filter findIndex findLast findLastIndex forEach reduce reduceRight every some flatMap'.split(' '),
);

/**
 * The plugin's rule allows callbacks of array methods, but knows them by the name of their interface, and the type of our arrays is
 * ReadonlyArray: at run time the same methods.
 */
const noFunctionPassing = {
  ...appsync.rules['no-function-passing'],
  create(context) {
    const visitor = appsync.rules['no-function-passing'].create(context);
    const services = context.sourceCode.parserServices;
    const isReadonlyCallback = ({ callee }) =>
      callee.type === 'MemberExpression' &&
      callbackMethods.has(callee.property.name) &&
      services.getTypeAtLocation(callee.object).symbol?.name === 'ReadonlyArray';
    return {
      CallExpression: (node) => (isReadonlyCallback(node) ? undefined : visitor.CallExpression(node)),
    };
  },
};

/** Refused at deployment or failing at run time, and not found by the plugin. */
const gaps = {
  'no-restricted-syntax': [
    'error',
    { selector: 'ThrowStatement', message: 'throw is not supported: use util.error().' },
    { selector: 'NewExpression', message: 'Constructors are not supported.' },
    {
      selector: 'CallExpression[callee.property.name=/^(call|apply|bind)$/]',
      message: 'call, apply and bind are not supported.',
    },
    {
      selector: "CallExpression[callee.object.name='Number'][callee.property.name!=/^(isFinite|isNaN)$/]",
      message: 'Of Number, only isFinite and isNaN are supported.',
    },
    { selector: "CallExpression[callee.name='Number']", message: 'Number() is not supported.' },
    {
      selector: "MemberExpression[object.name='Math'][property.name!=/^(random|min|max|round|floor|ceil)$/]",
      message: 'Of Math, only random, min, max, round, floor and ceil are supported.',
    },
    {
      selector:
        "MemberExpression[object.name='Object'][property.name!=/^(assign|entries|hasOwn|keys|values)$/]",
      message: 'Of Object, only assign, entries, hasOwn, keys and values are supported.',
    },
    { selector: "MemberExpression[object.name='Array']", message: 'Array has no supported static methods.' },
    {
      selector: "CallExpression[callee.property.name='sort'][arguments.length>0]",
      message: 'sort() takes no function.',
    },
    {
      selector: 'CallExpression[callee.property.name=/^(padStart|padEnd)$/]',
      message: 'Not supported: slice.',
    },
    { selector: 'ExportDefaultDeclaration', message: 'Export request and response by name.' },
    { selector: 'Literal[bigint]', message: 'BigInt is not supported.' },
  ],
  'no-restricted-globals': [
    'error',
    ...[
      'fetch',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'queueMicrotask',
      'Promise',
      'Date',
      'Map',
      'Set',
    ],
    ...['WeakMap', 'RegExp', 'require', 'process', 'Buffer', 'structuredClone', 'Symbol', 'Proxy', 'Reflect'],
    ...['BigInt', 'Error', 'String', 'Boolean', 'parseInt', 'parseFloat', 'eval', 'Function', 'globalThis'],
  ],
};

/** The sources: everything a bundle is made of. Needs type information. */
export const appsyncSources = [
  {
    files: ['backend/src/resolvers/**/*.ts', 'backend/src/data/keys.ts', 'backend/src/data/index-keys.ts'],
    ignores: [
      '**/*.test.ts',
      '**/*.d.ts',
      // Never bundled: the lists of modules, and types.
      'backend/src/resolvers/{index,functions,definition,modules}.ts',
    ],
    plugins: {
      ...appsync.configs.recommended.plugins,
      northwind: { rules: { 'no-function-passing': noFunctionPassing } },
    },
    rules: {
      ...appsync.configs.recommended.rules,
      ...gaps,
      '@aws-appsync/no-function-passing': 'off',
      'northwind/no-function-passing': 'error',
    },
  },
];

/** By itself, the configuration of the bundles as AppSync gets them: what the compiler or a shared module may have brought in. */
export default [
  {
    ...appsync.configs.base,
    files: ['**/*.js'],
    rules: { ...appsync.configs.base.rules, ...gaps },
  },
];
