/** Names that handwritten code spells as the contract does: renamed in the contract, they are red here. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { resolve, type ResponseObject } from '../../contract/openapi/document.ts';
import { reservedTagNames } from '../../contract/openapi/names.ts';
import { apiKeyHeader, listOperations } from '../../contract/openapi/operations.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { repositoryRoot } from '../../contract/root.ts';

const contract = await readContract();

function sources(folder: string): [file: string, text: string][] {
  return readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/generated|node_modules/.test(file),
    )
    .map((file) => [`${folder}/${file}`, readFileSync(path.join(repositoryRoot, folder, file), 'utf8')]);
}

/** What the contract says that a request or a response may carry. */
const documented = new Set(
  listOperations(contract).flatMap(({ parameters, object }) => [
    ...parameters.filter(({ in: location }) => location === 'header').map(({ name }) => name.toLowerCase()),
    ...Object.values(object.responses).flatMap((response) =>
      Object.keys(resolve<ResponseObject>(contract, response).headers ?? {}).map((name) =>
        name.toLowerCase(),
      ),
    ),
  ]),
);

/** Headers that are the API's own or that it promises; the rest of HTTP is nobody's to rename. */
const apiHeader = /'((?:if-match|etag|retry-after|idempotency-[a-z-]+|ratelimit-[a-z-]+|x-request-id))'/gi;

it.each(['sdk/src', 'backend/src/http', 'backend/src/functions', 'codegen/src/targets'])(
  'every header that %s spells is one of the contract',
  (folder) => {
    const spelt = sources(folder).flatMap(([file, text]) =>
      [...text.matchAll(apiHeader)].map(([, name = '']) => ({ file, name: name.toLowerCase() })),
    );
    expect(spelt.length).toBeGreaterThan(0);
    expect(spelt.filter(({ name }) => !documented.has(name))).toEqual([]);
  },
);

it("the API key's header that the SDK sends is the contract's", () => {
  const spelt = sources('sdk/src').flatMap(([, text]) =>
    [...text.matchAll(/'(x-api-[a-z-]+)'/g)].map(([, name]) => name),
  );
  expect(new Set(spelt)).toEqual(new Set([apiKeyHeader(contract)]));
});

it('no tag can take the place of what the client has beside the resources', () => {
  const client = readFileSync(path.join(repositoryRoot, 'sdk/src/client/northwind.ts'), 'utf8');
  const own = [...client.matchAll(/^ {2}(?:readonly|get|async)? ?(\w+)(?:[:(!])/gm)].map(
    ([, name = '']) => name,
  );
  expect(own).toEqual(expect.arrayContaining(['constructor']));
  expect(own.filter((name) => !reservedTagNames.has(name) && !['signal', 'options'].includes(name))).toEqual(
    [],
  );
});
