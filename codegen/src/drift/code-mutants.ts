/** The contract changed and honestly regenerated: the backend's own code must not compile until it follows. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compile } from '../../test/compile.ts';
import { httpMethods, type OpenApiDocument } from '../contract/openapi/document.ts';
import { readContract } from '../contract/openapi/read.ts';
import { listOperations } from '../contract/openapi/operations.ts';
import { repositoryRoot } from '../contract/root.ts';
import { documentedHeaders, foldersWithHeaders, speltHeaders } from '../gates/rest/names-in-code.ts';
import { operationsFile } from '../targets/backend/operations-file.ts';
import type { Mutant } from './mutant.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- changes reach deep into the document, where every step may be absent
type Loose = any;

export async function codeMutants(): Promise<Mutant[]> {
  const contract = await readContract();
  return [...handlerMutants(contract), ...headerMutants(contract)];
}

/** A header with another name: what spells the old one sends or reads what nobody promises. */
function headerMutants(contract: OpenApiDocument): Mutant[] {
  const spelt = new Set(foldersWithHeaders.flatMap(speltHeaders).map(({ name }) => name));
  return [...spelt].map((name) => ({
    kind: 'code',
    name: `the header ${name} has another name`,
    dies: () => {
      const renamed = JSON.stringify(contract, (_, value: unknown) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
        return Object.fromEntries(
          Object.entries(value).map(([key, own]: [string, unknown]) => [
            key.toLowerCase() === name ? 'X-Mutant' : key,
            key === 'name' && String(own).toLowerCase() === name ? 'X-Mutant' : own,
          ]),
        );
      });
      const documented = documentedHeaders(JSON.parse(renamed) as OpenApiDocument);
      return [...spelt].some((own) => !documented.has(own));
    },
  }));
}

function handlerMutants(contract: OpenApiDocument): Mutant[] {
  return Object.entries(contract.paths).flatMap(([route, item]) =>
    httpMethods.flatMap((method): Mutant[] => {
      const operation = item[method];
      if (operation === undefined) return [];
      const success = Object.keys(operation.responses).find((status) => status.startsWith('2')) ?? '200';
      const mutant = (what: string, apply: (own: Loose, d: Loose) => void): Mutant => ({
        kind: 'code',
        name: `${operation.operationId}, regenerated: ${what}`,
        dies: async () => {
          const copy = JSON.parse(JSON.stringify(contract)) as Loose;
          apply(copy.paths[route][method], copy);
          return (await errors(copy as OpenApiDocument, operation.tags[0] ?? '')).length > 0;
        },
      });
      return [
        mutant('is removed', (_, d) => delete d.paths[route][method]),
        mutant('has another name', (own) => (own.operationId = `${operation.operationId}Again`)),
        mutant('answers another status', (own) => {
          own.responses['226'] = own.responses[success];
          delete own.responses[success];
        }),
        mutant('promises a header more', (own, d) => {
          const response = own.responses[success];
          const target =
            response.$ref === undefined ? response : d.components.responses[response.$ref.split('/').at(-1)];
          target.headers = { ...target.headers, 'X-Mutant': { required: true, schema: { type: 'string' } } };
        }),
      ];
    }),
  );
}

/** Errors in the handlers of the operation's function. */
async function errors(document: OpenApiDocument, tag: string): Promise<string[]> {
  const name = document.tags.find((own) => own.name === tag)?.['x-northwind-function'] ?? '';
  const handler = `backend/src/functions/${name}/handler.ts`;
  return compile({
    'backend/src/generated/operations.ts': operationsFile(document, listOperations(document)),
    [handler]: await readFile(path.join(repositoryRoot, handler), 'utf8'),
  }).filter((error) => !error.startsWith('backend/src/generated/'));
}
