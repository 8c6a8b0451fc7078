/** Everything the functions have from the REST contract: types, validators and the manifest. */
import type { GeneratedFiles, Generator } from '../../generator.ts';
import type { OpenApiDocument } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { restFieldNamesFile } from './field-names.ts';
import { describeContract, manifestJsonFile, manifestTypeScriptFile } from './manifest.ts';
import { operationsFile } from './operations-file.ts';
import { validatorFiles } from './validators.ts';

const folder = 'backend/src/generated';

export async function generateBackend(document: OpenApiDocument): Promise<GeneratedFiles> {
  const operations = listOperations(document);
  const manifest = describeContract(document, operations);
  return new Map([
    [`${folder}/operations.ts`, operationsFile(document, operations)],
    [`${folder}/operation-fields.ts`, restFieldNamesFile(document)],
    [`${folder}/manifest.ts`, manifestTypeScriptFile(manifest)],
    [`${folder}/manifest.json`, manifestJsonFile(manifest)],
    ...(await validatorFiles(document, operations)),
  ]);
}

export const backendGenerator: Generator = {
  name: 'backend',
  generate: async () => generateBackend(await readContract()),
};
