/**
 * A resolver bundle is one ES module that imports at most `@aws-appsync/utils` and `@aws-appsync/utils/dynamodb` and exports
 * `request` and `response`. node:vm runs scripts, so the few forms of import and export that a bundle may hold are rewritten
 * into a function over its modules; anything else is refused like UpdateResolver would refuse it.
 */
import { createContext, Script, type Context } from 'node:vm';
import { javaPattern } from '../runtime/java-regex.ts';

/** AWS AppSync endpoints and quotas: "Resolver code size" is 32,768 characters (API_Resolver, `code`). */
export const maxCodeLength = 32_768;

export interface Handlers {
  readonly request: (context: unknown) => unknown;
  readonly response: (context: unknown) => unknown;
}

/** Evaluated once per handler call with that call's modules, so that nothing leaks from one request into the next. */
export type Bundle = (modules: Readonly<Record<string, unknown>>) => Handlers;

const importStatement =
  /(^|[;\n}])\s*import\s*(?:\{([^}]*)\}|\*\s*as\s+([\w$]+))\s*from\s*(["'])([^"']+)\4\s*;?/g;
const exportList = /(^|[;\n}])\s*export\s*\{([^}]*)\}\s*;?/g;
const exportDeclaration = /(^|[;\n}])\s*export\s+(function\s+|const\s+|let\s+|var\s+)([\w$]+)/g;
const supportedModules = new Set(['@aws-appsync/utils', '@aws-appsync/utils/dynamodb']);

/**
 * @param code the bundle as it is deployed
 * @param name for messages and stack traces, e.g. `Query.getLocker`
 * @throws Error when AppSync would refuse the code: too long, unknown import, no `request` or `response`
 */
export function compileBundle(code: string, name: string): Bundle {
  if (code.length > maxCodeLength)
    throw new Error(`${name}: the code has ${code.length} characters; AppSync takes ${maxCodeLength}`);
  const exported = new Map<string, string>();
  const body = code
    .replace(
      importStatement,
      (_, lead: string, names: string | undefined, all: string | undefined, _quote: string, from: string) => {
        if (!supportedModules.has(from))
          throw new Error(`${name}: the import of ${from} is not supported by APPSYNC_JS`);
        const source = `$modules[${JSON.stringify(from)}]`;
        return `${lead}const ${all ?? `{${(names ?? '').replaceAll(/\s+as\s+/g, ': ')}}`} = ${source};`;
      },
    )
    .replace(exportList, (_, lead: string, names: string) => {
      for (const entry of names
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')) {
        const [local = entry, alias = local] = entry.split(/\s+as\s+/);
        exported.set(alias, local);
      }
      return lead;
    })
    .replace(exportDeclaration, (_, lead: string, keyword: string, local: string) => {
      exported.set(local, local);
      return `${lead}${keyword}${local}`;
    });
  const request = exported.get('request');
  const response = exported.get('response');
  if (request === undefined || response === undefined)
    throw new Error(`${name}: the code must export request and response`);
  const wrapped = `(function ($modules) { 'use strict'; const { util, extensions, runtime } = $modules['@aws-appsync/utils']; const console = $modules.console;{${body}\n;return { request: ${request}, response: ${response} };}})`;
  try {
    return new Script(wrapped, { filename: `${name}.js` }).runInContext(appsyncContext()) as Bundle;
  } catch (cause) {
    throw new Error(`${name}: ${(cause as Error).message}`, { cause });
  }
}

let shared: Context | undefined;

/** "Supported runtime features": what APPSYNC_JS has besides the language itself. */
const keptGlobals = new Set([
  'undefined',
  'NaN',
  'Infinity',
  'globalThis',
  'Object',
  'Math',
  'JSON',
  'Number',
]);

/**
 * One context for all bundles: they share nothing but frozen built-ins. node:vm is no security boundary; the code is ours. The
 * point is that a resolver which uses what AppSync lacks fails here as it would there.
 */
function appsyncContext(): Context {
  shared ??= createContext({}, { codeGeneration: { strings: false, wasm: false } });
  const context = shared;
  if (prepared.has(context)) return context;
  prepared.add(context);
  const replaceText = (text: string, pattern: string, by: string, flags: string) =>
    text.replace(javaPattern(pattern, flags), by);
  const matchText = (text: string, pattern: string) => text.match(javaPattern(pattern)) ?? null;
  const prepare = new Script(prelude, { filename: 'appsync-js-prelude.js' }).runInContext(context) as (
    ...input: unknown[]
  ) => void;
  prepare([...keptGlobals], replaceText, matchText);
  return context;
}
const prepared = new WeakSet<Context>();

const prelude = `(function (kept, replaceText, matchText) {
  'use strict';
  const subset = (source, names) => { const made = {}; for (const name of names) made[name] = source[name]; return Object.freeze(made); };
  const { parse, stringify } = JSON;
  const { TypeError } = globalThis;
  const object = subset(Object, ['assign', 'entries', 'hasOwn', 'keys', 'values']);
  const math = subset(Math, ['random', 'min', 'max', 'round', 'floor', 'ceil']);
  const number = subset(Number, ['isFinite', 'isNaN']);
  const strings = String.prototype;
  strings.replace = function (pattern, by) { return replaceText(this.valueOf(), pattern, by, ''); };
  strings.replaceAll = function (pattern, by) { return replaceText(this.valueOf(), pattern, by, 'g'); };
  strings.match = function (pattern) { return matchText(this.valueOf(), pattern); };
  delete strings.matchAll; delete strings.search;
  // Array.prototype.sort takes no comparator in APPSYNC_JS.
  const { sort } = Array.prototype;
  Array.prototype.sort = function (comparator) {
    if (comparator !== undefined) throw new TypeError('sort(fn) is not supported');
    return sort.call(this);
  };
  // Not all may go: a process started with --expose-gc has a gc that stays.
  const { deleteProperty } = Reflect;
  for (const name of Object.getOwnPropertyNames(globalThis)) if (!kept.includes(name)) deleteProperty(globalThis, name);
  globalThis.Object = object;
  globalThis.Math = math;
  globalThis.Number = number;
  // A text that is no JSON gives an empty string instead of an exception.
  globalThis.JSON = Object.assign({}, { stringify, parse: (text) => { try { return parse(text); } catch { return ''; } } });
})`;
