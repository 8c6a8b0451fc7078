/**
 * Command lines and calls in prose: a script that there is, an option that is the command's own, the scope that the call asks for. Each is a
 * name that exists, so that looking it up alone would not tell the wrong one.
 */
import path from 'node:path';
import { contractPath } from '../../contract/openapi/document.ts';
import { methodName } from '../../contract/openapi/names.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { parseContract } from '../../contract/openapi/read.ts';

export interface Commands {
  /** Options of each npm script; undefined of one that runs another's program. */
  readonly scripts: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Options of each program that `node` is told to run, by its file. */
  readonly programs: (file: string) => ReadonlySet<string> | undefined;
  /** Scopes by operation and by the SDK's method: `listInvoices`, `invoices.list`. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
}

export interface WrongName {
  readonly text: string;
  readonly offset: number;
  readonly what: string;
}

const npmRun = /\bnpm run (?:--silent )?([\w:-]+)([^`#|&\n]*)/g;
const nodeRun = /\bnode (?:-- )?([\w./-]+\.ts)([^`#|&\n]*)/g;
const option = /(?<![\w-])--([a-z][\w-]*)/g;
const scope = /(?<![\w./-])(?:northwind\/)?([a-z][a-z-]*\.(?:read|write))\b(?!\()/g;
/** `payInvoice`, or the end of `northwind.invoices.pay`. */
const call = /\b(?:[a-z]\w*\.)*?((?:[a-z]\w*\.)?[a-z]\w*)\b(?!\.\w)/g;

/** What is written as if it belonged together, and does not. */
export function wrongCommands(text: string, { scripts, programs, scopes }: Commands): WrongName[] {
  return [
    ...[...text.matchAll(npmRun)].flatMap(({ 0: line, 1: name = '', 2: rest = '', index }) => {
      const offset = index + line.indexOf(name, 'npm run '.length);
      if (!scripts.has(name)) return [{ text: name, offset, what: 'is no script of package.json' }];
      const [npms = '', own = ''] = rest.split(/ -- /, 2);
      return foreignOptions(
        own,
        scripts.get(name),
        index + line.length - rest.length + npms.length + 4,
        name,
      );
    }),
    ...[...text.matchAll(nodeRun)].flatMap(({ 0: line, 1: file = '', 2: rest = '', index }) =>
      foreignOptions(rest, programs(file), index + line.length - rest.length, file),
    ),
    ...lines(text).flatMap(({ line, offset }) => wrongScopes(line, scopes, offset)),
  ];
}

function foreignOptions(
  line: string,
  options: ReadonlySet<string> | undefined,
  offset: number,
  command: string,
): WrongName[] {
  return [...line.matchAll(option)]
    .filter(([, name = '']) => options !== undefined && !options.has(name))
    .map((match) => ({ text: match[0], offset: offset + match.index, what: `is no option of ${command}` }));
}

function wrongScopes(line: string, scopes: Commands['scopes'], offset: number): WrongName[] {
  const operations = [...line.matchAll(call)]
    .flatMap(([, name = '']) => [name, name.slice(name.indexOf('.') + 1)])
    .filter((name) => scopes.has(name));
  const needed = operations.flatMap((name) => scopes.get(name) ?? []);
  if (operations.length === 0) return [];
  return [...line.matchAll(scope)]
    .filter(([, name = '']) => !needed.includes(`northwind/${name}`))
    .map((match) => ({
      text: match[0],
      offset: offset + match.index,
      what: `is not the scope of ${operations[0]}`,
    }));
}

function lines(text: string): { line: string; offset: number }[] {
  let offset = 0;
  return text.split('\n').map((line) => {
    const here = { line, offset };
    offset += line.length + 1;
    return here;
  });
}

/** @param files tracked ones, by their text */
export function readCommands(files: readonly string[], read: (file: string) => string): Commands {
  const programs = (file: string): ReadonlySet<string> | undefined =>
    files.includes(file) ? optionsIn(withImports(file, files, read)) : undefined;
  const scripts = new Map<string, ReadonlySet<string> | undefined>();
  for (const file of files.filter((name) => path.basename(name) === 'package.json')) {
    const own = (JSON.parse(read(file)) as { scripts?: Record<string, string> }).scripts ?? {};
    for (const [name, command] of Object.entries(own)) {
      const run = [...command.matchAll(nodeRun)].map(([, program = '']) =>
        programs(path.posix.join(path.posix.dirname(file), program)),
      );
      const isOurs = run.length > 0 && run.every((options) => options !== undefined) && !scripts.has(name);
      scripts.set(name, isOurs ? new Set(run.flatMap((options) => [...(options ?? [])])) : undefined);
    }
  }
  const scopes = new Map<string, readonly string[]>();
  for (const operation of listOperations(parseContract(read(contractPath)))) {
    scopes.set(operation.operationId, operation.scopes);
    scopes.set(`${operation.tag.name}.${methodName(operation)}`, operation.scopes);
  }
  return { scripts, programs, scopes };
}

/** A program's text and that of the files which it imports by their paths. */
function withImports(file: string, files: readonly string[], read: (file: string) => string): string {
  const texts = new Map<string, string>();
  const add = (name: string): void => {
    if (texts.has(name) || !files.includes(name)) return;
    const text = read(name);
    texts.set(name, text);
    for (const [, relative = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g))
      add(path.posix.join(path.posix.dirname(name), relative));
  };
  add(file);
  return [...texts.values()].join('\n');
}

/** As `parseArgs` and commander are told them, and as codegen makes them of the contract. */
export function optionsIn(code: string): Set<string> {
  const declared = [
    /["']?([a-z][\w-]*)["']?: \{ type: '(?:string|boolean)'/g,
    /(?:option|Option)\(\s*'(?:-\w, )?--([a-z][\w-]*)/g,
    /\bflag: '([\w-]+)'/g,
    /'--([a-z][\w-]*)'/g,
  ];
  return new Set(declared.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name = '']) => name)));
}
