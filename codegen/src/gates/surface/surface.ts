/**
 * What the entry of a package promises, as text: every export, and every declaration of ours that an export mentions, as the
 * compiler declares them; no comments, no private members, one order.
 */
import path from 'node:path';
import ts from 'typescript';

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

const isHidden = (member: ts.ClassElement): boolean =>
  (member.name !== undefined && ts.isPrivateIdentifier(member.name)) ||
  (ts.canHaveModifiers(member) &&
    (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword));

/** A declaration without what its users do not see. */
function visible(node: ts.Node): ts.Node {
  if (!ts.isClassDeclaration(node)) return node;
  const { factory } = ts;
  return factory.updateClassDeclaration(
    node,
    node.modifiers,
    node.name,
    node.typeParameters,
    node.heritageClauses,
    node.members.filter((member) => !isHidden(member)),
  );
}

/** The statement that declares something: `const a = 1` for the variable `a`. */
const statementOf = (declaration: ts.Declaration): ts.Node =>
  ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;

const print = (node: ts.Node): string =>
  printer
    .printNode(ts.EmitHint.Unspecified, visible(node), node.getSourceFile())
    .replace(/^(?:export )?(?:default )?(?:declare )?/, '');

/** The contract's own shapes, whose changes have a gate of their own ("contracts break nobody"): named here, not repeated. */
const isContract = (file: string): boolean => /\/generated\/openapi\.|\/backend\/src\/generated\//.test(file);

/**
 * @param declarations a program of declaration files.
 * @param entry one of them.
 * @param known declarations that an earlier entry of the package has written, with its specifier; this one's are added.
 * @throws if the entry exports nothing.
 */
export function surfaceOf(
  declarations: ts.Program,
  entry: string,
  specifier: string,
  known = new Map<ts.Symbol, string>(),
): string {
  const checker = declarations.getTypeChecker();
  const source = declarations.getSourceFile(entry);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing.`);
  const resolved = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  const exported = new Map(
    checker
      .getExportsOfModule(module)
      .map((symbol): [string, ts.Symbol] => [symbol.name, resolved(symbol)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const mentioned = new Set<ts.Symbol>();

  function textOf(symbol: ts.Symbol, exportedAs: string): string {
    const earlier = known.get(symbol);
    if (earlier !== undefined) return `${exportedAs}: see ${earlier}`;
    known.set(symbol, specifier);
    const declared = symbol.declarations ?? [];
    if (declared.length === 0) return `${exportedAs}: from another package`;
    if (declared.some((declaration) => isContract(declaration.getSourceFile().fileName)))
      return `${exportedAs}: as the contract says`;
    const statements = new Set(declared.map(statementOf));
    const texts = [...statements].map((statement) => {
      collect(visible(statement));
      return print(statement);
    });
    const renamed = exportedAs === symbol.name ? '' : `${exportedAs} is\n`;
    return renamed + texts.join('\n');
  }

  /** Notes the declarations of ours that a declaration mentions. */
  function collect(node: ts.Node): void {
    if (ts.isIdentifier(node) && node.parent !== undefined) {
      const symbol = checker.getSymbolAtLocation(node);
      const target = symbol === undefined ? undefined : resolved(symbol);
      const isTopLevel = target?.declarations?.some((declaration) => {
        const statement = statementOf(declaration);
        return statement.parent !== undefined && ts.isSourceFile(statement.parent);
      });
      if (target !== undefined && isTopLevel === true) mentioned.add(target);
    }
    ts.forEachChild(node, collect);
  }

  const exports = [...exported].map(([name, symbol]) => textOf(symbol, name));
  const behind: string[] = [];
  for (;;) {
    const next = [...mentioned].filter((symbol) => !known.has(symbol));
    if (next.length === 0) break;
    behind.push(...next.map((symbol) => textOf(symbol, symbol.name)));
  }
  const parts = [
    `The surface of ${specifier}. Written by \`npm run surface\`; a change here is a change for everybody who imports it.`,
    ...exports,
    ...(behind.length === 0 ? [] : ['Not exported, and part of what is:', ...behind.sort()]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Declarations that lie in a folder, as a program that reads nothing else. */
export function programOfDeclarations(files: readonly string[]): ts.Program {
  return ts.createProgram([...files], {
    noLib: true,
    types: [],
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
}

/** Where the compiler puts the declarations of a source. */
export const declarationOf = (source: string, outDir: string): string =>
  path.join(outDir, source.replace(/\.ts$/, '.d.ts'));
