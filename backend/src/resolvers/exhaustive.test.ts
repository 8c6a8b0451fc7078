/** What the compiler refuses, shown by changing one piece of text and asking it. */
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;

const configFile = path.resolve(folder, '../../tsconfig.json');
const { config } = ts.readConfigFile(configFile, (file) => ts.sys.readFile(file)) as { config: unknown };
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(configFile));

/** The index of resolvers. */
const indexFile = '../generated/resolvers.ts';

/** Files that no test changes are read and parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Errors of the resolvers' index and of one file, if that file had one piece of text replaced. */
function errorsWith(file: string, text: string, replacement: string): string[] {
  const changed = path.join(folder, file);
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version, ...rest) => {
    if (path.resolve(name) === changed) {
      const content = ts.sys.readFile(name) ?? '';
      expect(content).toContain(text);
      return ts.createSourceFile(name, content.replace(text, replacement), version);
    }
    if (!parsed.has(name)) parsed.set(name, parse(name, version, ...rest));
    return parsed.get(name);
  };
  const index = path.join(folder, indexFile);
  const program = ts.createProgram({ rootNames: [index], options, host });
  return [...new Set([index, changed])]
    .map((name) => program.getSourceFile(name))
    .flatMap((source) => program.getSemanticDiagnostics(source))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the compiler', () => {
  it('is content with the resolvers as they are', () => {
    expect(errorsWith(indexFile, "'Query.me'", "'Query.me'")).toEqual([]);
  });

  it.each([
    ['a field without a resolver', indexFile, '/Query.me.ts', '/Query.you.ts', 'Cannot find module'],
    [
      "another field's resolver",
      indexFile,
      "'Query.getLocker': Query_getLocker",
      "'Query.getLocker': Query_getDelivery",
      'lockerId',
    ],
    [
      'a result that lacks a field',
      'Query.listMyDeliveries.ts',
      '    items: deliveries.map((delivery) => stopView(delivery, lockers[delivery.lockerId])),\n',
      '',
      "Property 'items' is missing",
    ],
    [
      'a result of the wrong type',
      'shared/views.ts',
      '    ...progress,\n',
      '    ...progress,\n    sequence: String(progress.sequence),\n',
      "'string' is not assignable to type 'number'",
    ],
    [
      'an argument there is not',
      'Query.getLocker.ts',
      'ctx.args.lockerId;',
      'ctx.args.locker;',
      "Property 'locker' does not exist",
    ],
    [
      'a pipeline of unknown functions',
      'Query.getLocker.ts',
      "['authorizeLocker']",
      "['trustEverybody']",
      'trustEverybody',
    ],
    [
      'an enumeration that the domain does not have',
      'shared/views.ts',
      'status: upper(locker.status)',
      "status: 'RETIRED'",
      '\'"RETIRED"\'',
    ],
    [
      'a filter on what no event carries',
      'shared/subscription-filter.ts',
      'lockerId: { eq: locker.id },',
      'locker: { eq: locker.id },',
      "'locker' does not exist",
    ],
  ])('refuses %s', (_name, file, text, replacement, expected) => {
    expect(errorsWith(file, text, replacement).join('\n')).toContain(expected);
  });
});
