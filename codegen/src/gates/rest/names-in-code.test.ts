/** Names that handwritten code spells as the contract does: renamed in the contract, they are red here. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { reservedTagNames } from '../../contract/openapi/names.ts';
import { apiKeyHeader } from '../../contract/openapi/operations.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { documentedHeaders, foldersWithHeaders, sources, speltHeaders } from './names-in-code.ts';

const contract = await readContract();

const documented = documentedHeaders(contract);

it.each(foldersWithHeaders)('every header that %s spells is one of the contract', (folder) => {
  const spelt = speltHeaders(folder);
  expect(spelt.length).toBeGreaterThan(0);
  expect(spelt.filter(({ name }) => !documented.has(name))).toEqual([]);
});

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
