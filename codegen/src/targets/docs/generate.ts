/** What the documentation site shows of the contracts and no library renders: a page for each problem code. */
import { resolve, type OpenApiDocument, type SchemaObject } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import type { GeneratedFiles, Generator } from '../../generator.ts';
import { problemPage } from './problem-page.ts';

const folder = 'sdk/docs/generated/problems';

type Example = Record<string, unknown>;

/** Every example of a problem document in the contract's responses, by its code. */
function problemExamples(document: OpenApiDocument): Map<string, Example> {
  const found = new Map<string, Example>();
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { code, type, requestId } = node as Example;
    if (typeof code === 'string' && typeof type === 'string' && typeof requestId === 'string')
      found.set(code, node as Example);
    else Object.values(node).forEach(look);
  };
  look(document.components.responses);
  return found;
}

export const docsGenerator: Generator = {
  name: 'docs',
  async generate(): Promise<GeneratedFiles> {
    const document = await readContract();
    const { 'x-northwind-problems': problems = {} } = resolve<SchemaObject>(
      document,
      document.components.schemas['ProblemCode'] ?? {},
    );
    const examples = problemExamples(document);
    const operations = listOperations(document);
    const files = new Map<string, string>();
    for (const [code, description] of Object.entries(problems)) {
      const { status, title, cause } = description;
      const type = `${document['x-northwind-problem-type-base']}${code}`;
      const example = examples.get(code) ?? { type, title, status, detail: cause, code };
      const sources = operations.filter(({ responses }) =>
        responses.some(([answered]) => answered === status),
      );
      files.set(`${folder}/${code}.md`, problemPage(code, description, example, sources));
    }
    return files;
  },
};
