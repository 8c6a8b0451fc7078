/** Finds the regular expressions of TypeScript and JavaScript sources, so that each can be judged. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../contract/root.ts';

export interface RegularExpression {
  /** `backend/src/http/problem.ts:12` */
  readonly where: string;
  /** Undefined where it is made of what is known only while the program runs. */
  readonly source: string | undefined;
  readonly flags: string;
}

/** The string that an expression of constants stands for: a literal, a constant of the file, or a template of them. */
function constantText(expression: ts.Node, constants: ReadonlyMap<string, ts.Node>): string | undefined {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isIdentifier(expression)) {
    const value = constants.get(expression.text);
    return value === undefined ? undefined : constantText(value, constants);
  }
  if (!ts.isTemplateExpression(expression)) return undefined;
  const parts = expression.templateSpans.map(({ expression: value, literal }) => {
    const text = constantText(value, constants);
    return text === undefined ? undefined : text + literal.text;
  });
  return parts.includes(undefined) ? undefined : expression.head.text + parts.join('');
}

/** Every literal and every `RegExp(…)` of a source text. */
export function expressionsOf(name: string, text: string): RegularExpression[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
  const constants = new Map<string, ts.Node>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: variable, initializer } of statement.declarationList.declarations)
      if (ts.isIdentifier(variable) && initializer) constants.set(variable.text, initializer);
  }
  const found: RegularExpression[] = [];
  const visit = (node: ts.Node): void => {
    const where = `${name}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push({ where, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    } else if (
      (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
      node.expression.getText(file) === 'RegExp'
    ) {
      const [source, flags] = (node.arguments ?? []).map((part) => constantText(part, constants));
      found.push({ where, source, flags: flags ?? '' });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Those of all sources in a folder of the repository but its tests and what is generated. */
export async function expressionsIn(folder: string): Promise<RegularExpression[]> {
  const names = await readdir(path.join(repositoryRoot, folder), { recursive: true });
  const files = names
    .filter((name) => /(?<!\.test)\.[jt]s$/.test(name) && !/(^|[\\/])generated[\\/]/.test(name))
    .toSorted();
  const found = files.map(async (file) => {
    const name = path.posix.join(folder, file.replaceAll(path.sep, '/'));
    return expressionsOf(name, await readFile(path.join(repositoryRoot, name), 'utf8'));
  });
  return (await Promise.all(found)).flat();
}
