import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { repositoryRoot } from '../../contract/root.ts';
import { lineDifference } from './difference.ts';
import { entriesOf, packages } from './entries.ts';
import { programOfDeclarations, surfaceOf } from './surface.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The surfaces of entries, which know each other in the order given; `files` are declarations by name. */
function surfaces(files: Record<string, string>, ...entries: string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'northwind-surface-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, `${name}.d.ts`), text);
  const paths = entries.map((name) => path.join(folder, `${name}.d.ts`));
  const program = programOfDeclarations(paths);
  const known: Parameters<typeof surfaceOf>[3] = new Map();
  return paths.map((file, index) => surfaceOf(program, file, `kit/${entries[index]}`, known));
}

const options = `
  /** How to pay. */
  export interface PayOptions { readonly amount: number }
  export interface Unrelated { readonly a: 1 }`;

it('writes exports, and what they mention, without comments and private members', () => {
  const [text] = surfaces(
    {
      options,
      entry: `
        import type { PayOptions } from './options.ts';
        /** Pays. */
        export declare class Client { #token; private secret; pay(options: PayOptions): Promise<void>; }`,
    },
    'entry',
  );
  expect(text).toContain('class Client {\n    pay(options: PayOptions): Promise<void>;\n}');
  expect(text).toContain(
    'Not exported, and part of what is:\n\ninterface PayOptions {\n    readonly amount: number;\n}',
  );
  expect(text).not.toMatch(/Unrelated|secret|token|Pays/);
});

it.each([
  ['an export is gone', 'export declare const a: 1;', 'export {};'],
  [
    'a parameter is added',
    'export declare function f(a: string): void;',
    'export declare function f(a: string, b: number): void;',
  ],
  ['an option becomes required', 'export interface O { a?: string }', 'export interface O { a: string }'],
  [
    'a class is another’s child',
    'declare class B {} export declare class A extends B {}',
    'declare class B {} export declare class A {}',
  ],
  [
    'a type behind an export changes',
    "import type { T } from './behind.ts'; export declare const a: T;",
    "import type { U as T } from './behind.ts'; export declare const a: T;",
  ],
])('is another when %s', (_, before, after) => {
  const behind = 'export interface T { a: string } export interface U { a: number }';
  expect(surfaces({ behind, entry: before }, 'entry')).not.toEqual(
    surfaces({ behind, entry: after }, 'entry'),
  );
});

it('is the same when what nobody can import, or only the order, changes', () => {
  const before = 'declare const hidden: 1; export declare const a: 1; export declare const b: 2; export {};';
  const after = 'export declare const b: 2; declare const hidden: 3; export declare const a: 1; export {};';
  expect(surfaces({ entry: before }, 'entry')).toEqual(surfaces({ entry: after }, 'entry'));
});

it('a second entry refers to what the first has written', () => {
  const [, second] = surfaces(
    {
      options,
      one: "export type { PayOptions } from './options.ts';",
      two: "export type { PayOptions as P } from './options.ts';",
    },
    'one',
    'two',
  );
  expect(second).toContain('\nP: see kit/one\n');
});

it('every entry of the published packages has a surface', () => {
  const files = packages.flatMap(({ folder }) => entriesOf(folder, repositoryRoot).map(({ file }) => file));
  expect(files).toContain('sdk/surface/webhooks.txt');
  expect(files).toContain('backend/sandbox/surface/jest-global-setup.txt');
  expect(new Set(files).size).toBe(files.length);
});

it('shows the lines that differ', () => {
  expect(lineDifference('a\nb\nb\n', 'b\na\nc\n')).toBe('- b\n+ c');
  expect(lineDifference('a\nb', 'b\na')).toBe('the same lines in another order');
  expect(lineDifference('', Array.from({ length: 60 }, (_, n) => n).join('\n'))).toContain('… 21 more');
});
