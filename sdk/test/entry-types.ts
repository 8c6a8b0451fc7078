/** The types that the package's entries export, as the compiler sees them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { sdkFolder } from './packed.ts';

const { exports: entries } = JSON.parse(readFileSync(path.join(sdkFolder, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
};

/** Sources of the package's entries: `.` is `src/index.ts`, `./webhooks` is `src/webhooks/index.ts`. */
export const entrySources = Object.keys(entries)
  .filter((name) => !name.endsWith('.json'))
  .map((name) => path.join(sdkFolder, 'src', name, 'index.ts'));

/** @param texts sources that are not on disk, by path. */
export function programOf(files: readonly string[], texts: Record<string, string> = {}): ts.Program {
  const { config } = ts.readConfigFile(path.join(sdkFolder, 'tsconfig.build.json'), (file) =>
    ts.sys.readFile(file),
  ) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, sdkFolder);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => texts[file] ?? readFile(file);
  host.fileExists = (file) => file in texts || fileExists(file);
  return ts.createProgram([...files], options, host);
}

/** What a file exports, by name: what an alias stands for, and not the alias. */
export function exportsOf(program: ts.Program, file: string): Map<string, ts.Symbol> {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  return new Map(
    checker
      .getExportsOfModule(module)
      .map((symbol) => [
        symbol.name,
        symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
      ]),
  );
}
