/** openapi-typescript's `paths`, which type `northwind.raw`. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { contractPath } from '../../contract/openapi/document.ts';
import { repositoryRoot } from '../../contract/root.ts';

export async function openapiTypes(
  contract: URL | string = pathToFileURL(path.join(repositoryRoot, contractPath)),
): Promise<string> {
  // A property with a default is still optional to send.
  const options = { alphabetize: false, defaultNonNullable: false, silent: true };
  return withUndefined(astToString(await openapiTypescript(contract, options)));
}

/** Lets optional properties be `undefined` under `exactOptionalPropertyTypes` too, as the SDK's own models do. */
function withUndefined(text: string): string {
  const ends: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && node.questionToken && node.type?.kind !== ts.SyntaxKind.NeverKeyword)
      ends.push(node.type?.end ?? node.end);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('openapi.ts', text, ts.ScriptTarget.ESNext));
  // Pieces, not insertions: each of those would copy the whole text.
  const cuts = [0, ...ends.sort((a, b) => a - b), text.length];
  return cuts
    .slice(1)
    .map((end, index) => text.slice(cuts[index], end))
    .join(' | undefined');
}
