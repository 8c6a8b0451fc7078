/** Compiles TypeScript that is partly on disk and partly in a test, under the repository's own strict options. */
import path from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../src/contract/root.ts';

const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * The errors of the given files, by path relative to the repository root, as `path:line message`. A file given here hides the one
 * on disk; everything else is read from disk, once for all calls.
 *
 * @param project folder whose `tsconfig.json` counts; default the repository's own.
 */
export function compile(files: Record<string, string>, project = '.'): string[] {
  const folder = path.join(repositoryRoot, project);
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path.join(folder, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
    ts.sys,
    folder,
  );
  const virtual = new Map(
    Object.entries(files).map(([name, text]) => [path.join(repositoryRoot, name), text]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.fileExists = (file) => virtual.has(file) || ts.sys.fileExists(file);
  host.readFile = (file) => virtual.get(file) ?? ts.sys.readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const text = virtual.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, rest[0]);
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, ...rest));
    return parsed.get(file);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const { file, start, messageText } = diagnostic;
    const place =
      file === undefined
        ? ''
        : `${path.relative(repositoryRoot, file.fileName)}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1} `;
    return place + ts.flattenDiagnosticMessageText(messageText, '\n');
  });
}
