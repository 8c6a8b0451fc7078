/**
 * What the mobile and dashboard teams import: `sdk/src/generated/graphql/documents.ts`, every document with the types of its
 * variables and its result.
 */
import { generatedHeader, type GeneratedFiles, type Generator } from '../../generator.ts';
import { withDescriptions } from './descriptions.ts';
import { distinctEnumNames, withDistinctEnums } from './distinct-enums.ts';
import { withOpenEnums } from './open-enums.ts';
import { listDocuments, mergeDocuments } from '../../contract/graphql/documents.ts';
import {
  operationsFolder,
  readOperations,
  readSchemaText,
  buildContract,
  schemaPath,
  type OperationFile,
} from '../../contract/graphql/schema.ts';
import type { OpenApiDocument } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { typedDocumentsText } from './typed-documents.ts';

/** The system's documents are the backend's business. */
const published = (file: OperationFile): boolean => file.name !== 'system';

export async function sdkGraphqlFiles(
  sdl: string,
  allFiles: readonly OperationFile[],
  rest: Pick<OpenApiDocument, 'components'>,
): Promise<GeneratedFiles> {
  const schema = buildContract(sdl);
  const files = allFiles.filter(published);
  // Throws with file and line, which graphql-codegen does not know.
  listDocuments(schema, files);
  const documents = mergeDocuments(schema, files);
  const typed = withOpenEnums(await typedDocumentsText(sdl, documents), schema, documents);
  const described = withDescriptions(typed, schema, documents);
  const text = withDistinctEnums(described, distinctEnumNames(schema, rest));
  return new Map([
    [
      'sdk/src/generated/graphql/documents.ts',
      `${generatedHeader(`${schemaPath} and ${operationsFolder}`)}import type { Open } from '../../support/open.ts';\n${text.trimEnd()}\n`,
    ],
  ]);
}

export const sdkGraphqlGenerator: Generator = {
  name: 'sdk-graphql',
  generate: async () => sdkGraphqlFiles(await readSchemaText(), await readOperations(), await readContract()),
};
