import { describe, expect, it } from 'vitest';
import { compileBundle, maxCodeLength } from './bundle.ts';

const modules = {
  '@aws-appsync/utils': {
    util: { shout: (text: string) => text.toUpperCase() },
    extensions: {},
    runtime: {},
  },
  '@aws-appsync/utils/dynamodb': { get: () => 'got' },
};
const run = (code: string, context: unknown = {}) =>
  compileBundle(code, 'Query.test')(modules).request(context);
const expression = (text: string) =>
  run(`export function request(ctx) { return ${text}; }\nexport function response() {}`);

describe('a bundle', () => {
  it.each([
    [
      'as written',
      `import { util } from '@aws-appsync/utils';\nexport function request(ctx) { return util.shout(ctx); }\nexport const response = () => null;`,
    ],
    [
      'as esbuild writes it',
      `import { util as u } from "@aws-appsync/utils";\nfunction request(ctx) { return u.shout(ctx); }\nfunction response() {}\nexport {\n  request,\n  response\n};`,
    ],
    [
      'minified',
      `import{util as r}from"@aws-appsync/utils";function t(n){return r.shout(n)}function e(){}export{t as request,e as response};`,
    ],
    [
      'with a namespace',
      `import * as all from '@aws-appsync/utils';\nexport function request(ctx) { return all.util.shout(ctx); }\nexport function response() {}`,
    ],
    [
      'with util as a global',
      `export function request(ctx) { return util.shout(ctx); }\nexport function response() {}`,
    ],
  ])('runs %s', (_name, code) => {
    expect(run(code, 'a')).toBe('A');
  });

  it('imports the DynamoDB module', () => {
    expect(
      run(
        `import * as ddb from '@aws-appsync/utils/dynamodb';\nexport function request() { return ddb.get(); }\nexport function response() {}`,
      ),
    ).toBe('got');
  });

  it.each([
    [
      'imports something else',
      `import fs from 'node:fs';\nexport function request() {}\nexport function response() {}`,
      /import/i,
    ],
    [
      'imports a package',
      `import { a } from 'lodash';\nexport function request() {}\nexport function response() {}`,
      'lodash is not supported',
    ],
    ['has no response', 'export function request() {}', 'must export request and response'],
    ['has a syntax error', 'export function request( {}\nexport function response() {}', 'Query.test'],
    [
      'is too long',
      `export function request() {}\nexport function response() {}//${'x'.repeat(maxCodeLength)}`,
      'AppSync takes 32768',
    ],
  ])('is refused when it %s', (_name, code, message) => {
    expect(() => compileBundle(code, 'Query.test')).toThrow(message);
  });
});

describe('the language is the one of APPSYNC_JS', () => {
  it.each([
    'Date',
    'Promise',
    'Map',
    'Set',
    'RegExp',
    'Array',
    'String',
    'Symbol',
    'Proxy',
    'Reflect',
    'BigInt',
    'Error',
    'eval',
    'Function',
    'process',
    'fetch',
    'require',
    'setTimeout',
    'Buffer',
    'Math.sqrt',
    'Object.fromEntries',
    'Number.isInteger',
  ])('%s is not there', (name) => {
    expect(expression(`typeof ${name}`)).toBe('undefined');
  });

  it.each([
    [`Object.entries({ a: 1 })`, [['a', 1]]],
    [`Math.max(1, 2)`, 2],
    [`JSON.parse('{"a":1}')`, { a: 1 }],
    [`JSON.parse('no JSON')`, ''],
    [`JSON.stringify({ a: [1] })`, '{"a":[1]}'],
    [`Number.isNaN(1)`, false],
    [`'a.b.c'.replace('\\\\.', '-')`, 'a-b.c'],
    [`'a.b.c'.replaceAll('\\\\.', '-')`, 'a-b-c'],
    [`'a,b'.split(',')`, ['a', 'b']],
    [`['b', 'a'].sort()`, ['a', 'b']],
    [`[1, 2, 3].filter((n) => n > 1).map((n) => ({ ...{ n } })).at(-1)?.n ?? 0`, 3],
  ])('%s works', (text, expected) => {
    expect(expression(text)).toEqual(expected);
  });

  it('takes no comparator and no code from text', () => {
    expect(() => expression('[2, 1].sort((a, b) => a - b)')).toThrow('sort(fn) is not supported');
    expect(() => expression(`(() => {}).constructor('return 1')()`)).toThrow();
  });

  it('keeps nothing between two calls', () => {
    const bundle = compileBundle(
      `let count = 0;\nexport function request() { count = count + 1; return count; }\nexport function response() {}`,
      'Query.test',
    );
    expect([bundle(modules).request({}), bundle(modules).request({})]).toEqual([1, 1]);
  });
});
