/** openapi-typescript's `paths`, which type `northwind.raw`. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { contractPath } from '../../contract/openapi/document.ts';
import { repositoryRoot } from '../../contract/root.ts';

export async function openapiTypes(): Promise<string> {
  const contract = pathToFileURL(path.join(repositoryRoot, contractPath));
  // A property with a default is still optional to send.
  return astToString(
    await openapiTypescript(contract, { alphabetize: false, defaultNonNullable: false, silent: true }),
  );
}
