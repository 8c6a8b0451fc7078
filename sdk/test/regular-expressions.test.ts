import { readdir, readFile } from 'node:fs/promises';
import { checkSync } from 'recheck';
import ts from 'typescript';
import { expect, it } from 'vitest';

const source = new URL('../src/', import.meta.url);

/** By the theory of automata alone, without a look at the clock: a slow machine would make it answer "unknown". */
const check = (body: string, flags: string) =>
  checkSync(body, flags, { checker: 'automaton', timeout: null, recallTimeout: -1 });

/** Every regular expression literal of this package, with where it stands. */
async function literals(): Promise<
  { readonly where: string; readonly source: string; readonly flags: string }[]
> {
  const names = await readdir(source, { recursive: true });
  const files = names.filter((name) => /(?<!\.test)\.ts$/.test(name));
  const found = files.map(async (name) => {
    const file = ts.createSourceFile(
      name,
      await readFile(new URL(name, source), 'utf8'),
      ts.ScriptTarget.Latest,
    );
    const inFile: { where: string; source: string; flags: string }[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const [, body = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? [];
        const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
        inFile.push({ where: `${name}:${line + 1}`, source: body, flags });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    return inFile;
  });
  return (await Promise.all(found)).flat();
}

it('no regular expression does more than linear work: what it reads may come from a hostile server', async () => {
  const all = await literals();
  expect(all.length).toBeGreaterThan(10);
  const slow = all.flatMap(({ where, source: body, flags }) => {
    const { status } = check(body, flags);
    return status === 'safe' ? [] : [`${where} /${body}/${flags} is ${status}`];
  });
  expect(slow).toEqual([]);
});

it('the check finds an expression that is quadratic only because it is tried at every position', () => {
  expect(check('token[\\w.%-]*=', 'g')).toMatchObject({ status: 'vulnerable' });
});
