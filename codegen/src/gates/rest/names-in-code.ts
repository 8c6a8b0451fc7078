/** Names that handwritten code spells as the contract does. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { resolve, type OpenApiDocument, type ResponseObject } from '../../contract/openapi/document.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { repositoryRoot } from '../../contract/root.ts';

/** Where headers are spelt by hand. */
export const foldersWithHeaders = [
  'sdk/src',
  'backend/src/http',
  'backend/src/functions',
  'codegen/src/targets',
];

/** Headers that are the API's own or that it promises; the rest of HTTP is nobody's to rename. */
const apiHeader = /'((?:if-match|etag|retry-after|idempotency-[a-z-]+|ratelimit-[a-z-]+|x-request-id))'/gi;

export function sources(folder: string): [file: string, text: string][] {
  return readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/generated|node_modules/.test(file),
    )
    .map((file) => [`${folder}/${file}`, readFileSync(path.join(repositoryRoot, folder, file), 'utf8')]);
}

/** The API's headers that the code of a folder spells, in lower case. */
export function speltHeaders(folder: string): { file: string; name: string }[] {
  return sources(folder).flatMap(([file, text]) =>
    [...text.matchAll(apiHeader)].map(([, name = '']) => ({ file, name: name.toLowerCase() })),
  );
}

/** What the contract says that a request or a response may carry, in lower case. */
export function documentedHeaders(contract: OpenApiDocument): Set<string> {
  return new Set(
    listOperations(contract).flatMap(({ parameters, object }) => [
      ...parameters.filter(({ in: location }) => location === 'header').map(({ name }) => name.toLowerCase()),
      ...Object.values(object.responses).flatMap((response) =>
        Object.keys(resolve<ResponseObject>(contract, response).headers ?? {}).map((name) =>
          name.toLowerCase(),
        ),
      ),
    ]),
  );
}
