import path from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleResolvers } from '../../build-resolvers.ts';
import { fieldsManifest } from '../generated/fields.ts';

const eslint = new ESLint({
  overrideConfigFile: path.resolve(import.meta.dirname, '../../../.config/eslint.appsync.mjs'),
});

describe('the bundles AppSync gets', () => {
  let bundles: ReadonlyMap<string, string>;
  beforeAll(async () => {
    bundles = await bundleResolvers();
  });
  const code = () => [...bundles].filter(([file]) => file.endsWith('.js'));

  it('are one for each resolver and each pipeline function, and a manifest that names them', () => {
    const named = [...fieldsManifest.fields, ...fieldsManifest.functions].map((entry) => entry.code);
    expect([...bundles.keys()].sort()).toEqual([...named, 'resolvers/manifest.json'].sort());
    expect(JSON.parse(bundles.get('resolvers/manifest.json') ?? '')).toMatchObject(fieldsManifest);
  });

  it('are far below the 32,768 characters of code that AppSync takes', () => {
    for (const [file, text] of code()) expect([file, text.length < 16_384]).toEqual([file, true]);
  });

  it("import nothing but AppSync's own modules, and export the two handlers", () => {
    for (const [file, text] of code()) {
      const imports = [...text.matchAll(/from "([^"]+)"/g)].map((match) => match[1]);
      const foreign = imports.filter((name) => !/^@aws-appsync\/utils(\/dynamodb)?$/.test(name ?? ''));
      expect([file, foreign]).toEqual([file, []]);
      expect(text).toMatch(/export \{\s*request,\s*response\s*\};\s*$/);
    }
  });

  it('hold only what APPSYNC_JS runs', async () => {
    for (const [file, text] of code()) {
      const [result] = await eslint.lintText(text, { filePath: file });
      expect([file, result?.messages]).toEqual([file, []]);
    }
  });

  it('would be refused with what APPSYNC_JS does not run', async () => {
    const findings = async (text: string) =>
      (await eslint.lintText(text, { filePath: 'resolvers/x.js' }))[0]?.messages.length ?? 0;
    const inRequest = (body: string) => `export function request(ctx) { ${body} }`;
    expect(await findings(inRequest('return { payload: ctx.args };'))).toBe(0);
    for (const text of [
      'export async function request() {}',
      'export function* request() { yield 1; }',
      'export default function request() {}',
      'class Request {} export const request = () => Request;',
      ...[
        'throw 1;',
        'try { return ctx.args; } catch { return null; }',
        'for (let i = 0; i < 3; i += 1) ctx.stash.i = i;',
        'for (const each of ctx.args.list) { if (each) continue; }',
        'while (ctx.args.a) return 1;',
        'do { return 1; } while (ctx.args.a);',
        'outer: for (const each of ctx.args.list) break outer;',
        'return this;',
        'ctx.stash.i++;',
        'return ~ctx.args.a;',
        "return 'a' in ctx.args;",
        'return ctx.args instanceof Object;',
        'return /a/;',
        'return new Date();',
        'return ctx.args.f.call(null);',
        'return Number.isInteger(ctx.args.a);',
        'return Number(ctx.args.a);',
        'return Math.abs(ctx.args.a);',
        'return Object.fromEntries(ctx.args.list);',
        'return Array.from(ctx.args.list);',
        'return ctx.args.list.sort((a, b) => a - b);',
        "return ctx.args.text.padStart(3, '0');",
        'return 1n;',
        "return require('fs');",
        'return Promise.resolve(1);',
        'return fetch(ctx.args.url);',
        'return setTimeout(ctx.args.f, 1);',
        'return structuredClone(ctx.args);',
        'return String(ctx.args.a);',
        'return parseInt(ctx.args.a, 10);',
        'return BigInt(1);',
        'return process.env;',
        'return globalThis.x;',
      ].map(inRequest),
    ]) {
      expect([text, (await findings(text)) > 0]).toEqual([text, true]);
    }
  });

  it('are the same bytes every time', async () => {
    expect([...(await bundleResolvers())]).toEqual([...bundles]);
  });

  it('name the table by the placeholder that the manifest explains, and by nothing else', () => {
    const [placeholder = ''] = Object.keys(fieldsManifest.placeholders);
    const users = code().filter(([, text]) => text.includes(placeholder));
    expect(users.map(([file]) => file)).toContain('resolvers/functions/writeDeliveryChange.js');
    for (const [, text] of users) expect(text).toContain(`var TABLE = "${placeholder}"`);
  });
});
