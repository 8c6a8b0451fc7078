/** The SDK's generated half: types of the contract, plain models, one resource class per tag, environments. */
import { generatedHeader, type GeneratedFiles, type Generator } from '../../generator.ts';
import { contractPath, type OpenApiDocument } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { access } from './access.ts';
import { environments } from './environments.ts';
import { models } from './models.ts';
import { fileName } from '../../contract/openapi/names.ts';
import { openOperations } from './open-operations.ts';
import { openapiTypes } from './openapi-types.ts';
import { statusErrors } from './status-errors.ts';
import { urlTemplates } from './url-templates.ts';
import { resourceClass, resourcesIndex } from './resource-class.ts';

const folder = 'sdk/src/generated';

export const sdkGenerator: Generator = {
  name: 'sdk',
  generate: async () => generateSdk(await readContract(), await openapiTypes()),
};

/** @param raw openapi-typescript's types of the same document */
export function generateSdk(document: OpenApiDocument, raw: string): GeneratedFiles {
  const operations = listOperations(document);
  const files = new Map<string, string>();
  const add = (name: string, text: string): void => {
    files.set(`${folder}/${name}.ts`, `${generatedHeader(contractPath)}\n${text}`);
  };
  add('openapi', raw);
  add('models', models(document, operations));
  add('status-errors', statusErrors(operations));
  add('environments', environments(document));
  add('access', access(operations));
  add('open-operations', openOperations(operations));
  add('url-templates', urlTemplates(operations));
  for (const tag of document.tags) {
    const own = operations.filter((operation) => operation.tag === tag);
    add(`resources/${fileName(tag.name)}`, resourceClass(document, tag, own));
  }
  add('resources/index', resourcesIndex(document.tags));
  return files;
}
