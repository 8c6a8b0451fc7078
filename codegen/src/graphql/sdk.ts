/**
 * What the mobile and dashboard teams import: `sdk/src/generated/graphql/`, one file of documents for each operations file, and
 * the types of their variables and results.
 *
 * Every document is a `/*#__PURE__*\/` constant with its own text, so that a bundler drops each one nobody imports.
 */
import { Kind, type GraphQLSchema } from 'graphql';
import { generatedHeader, type GeneratedFiles, type Generator } from '../generator.ts';
import { authorizationOf } from './authorization.ts';
import { listDocuments, mergeDocuments, type NamedDocument } from './documents.ts';
import { operationTypesText, resultTypeName } from './operation-types.ts';
import {
  operationsFolder,
  readOperations,
  readSchemaText,
  buildContract,
  rootFields,
  schemaPath,
  type OperationFile,
} from './schema.ts';
import { comment, template } from './typescript.ts';

const folder = 'sdk/src/generated/graphql';

/** The system's documents are the backend's business. */
const published = (file: OperationFile): boolean => file.name !== 'system';

const documentClass = `/** What a document is sent with. */
export type OperationKind = 'query' | 'mutation' | 'subscription';

/**
 * A GraphQL document that knows the types of its result and its variables.
 *
 * It is a string: \`String(document)\`, \`\${document}\` and \`JSON.stringify({ query: document })\` give the text, so it works with any
 * client: \`fetch\`, urql and graphql-request take it as it is, Apollo takes \`gql(String(document))\`. Libraries that understand
 * \`DocumentTypeDecoration\` (\`@graphql-typed-document-node/core\`: \`ResultOf\`, \`VariablesOf\`) infer both types from it.
 */
export class TypedDocumentString<Result, Variables, Operation extends OperationKind = OperationKind> extends String {
  /** Exists for the type checker only. */
  declare readonly __apiType?: (variables: Variables) => Result;
  readonly operation: Operation;
  /** The document's name, as \`operationName\` and in logs. */
  readonly operationName: string;

  constructor(operation: Operation, operationName: string, text: string) {
    super(text);
    this.operation = operation;
    this.operationName = operationName;
  }
}
`;

/** The descriptions of the root fields a document selects, and who may use them. */
function describe(schema: GraphQLSchema, { operation }: NamedDocument): string {
  const selected = operation.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [node.name.value] : [],
  );
  return rootFields(schema)
    .filter(({ type, field }) => type.toLowerCase() === operation.operation && selected.includes(field.name))
    .map(
      ({ field }) =>
        `${field.description ?? field.name}\n\nFor ${authorizationOf(field)?.groups.join(', ') ?? 'nobody'}.`,
    )
    .join('\n\n');
}

function documentFile(
  schema: GraphQLSchema,
  file: OperationFile,
  documents: readonly NamedDocument[],
): string {
  const types = documents.flatMap((document) => [
    resultTypeName(document.operation),
    `${resultTypeName(document.operation)}Variables`,
  ]);
  const constants = documents.map((document) => {
    const type = resultTypeName(document.operation);
    return (
      comment(describe(schema, document)) +
      `export const ${document.name}Document = /*#__PURE__*/ new TypedDocumentString<${type}, ${type}Variables, '${document.operation.operation}'>(\n` +
      `  '${document.operation.operation}',\n  '${document.name}',\n  ${template(document.text)},\n);\n`
    );
  });
  return [
    generatedHeader(`${schemaPath} and ${file.path}`),
    `import { TypedDocumentString } from './document.ts';\n`,
    `import type {\n${types.map((type) => `  ${type},\n`).join('')}} from './types.ts';\n\n`,
    constants.join('\n'),
  ].join('');
}

export function sdkGraphqlFiles(sdl: string, allFiles: readonly OperationFile[]): GeneratedFiles {
  const schema = buildContract(sdl);
  const files = allFiles.filter(published);
  const documents = listDocuments(schema, files);
  const output = new Map<string, string>([
    [`${folder}/document.ts`, generatedHeader(schemaPath) + documentClass],
    [
      `${folder}/types.ts`,
      generatedHeader(`${schemaPath} and ${operationsFolder}`) +
        operationTypesText(schema, mergeDocuments(schema, files)),
    ],
  ]);
  for (const file of files) {
    const own = documents.filter((document) => document.file === file);
    output.set(`${folder}/${file.name}.ts`, documentFile(schema, file, own));
  }
  output.set(
    `${folder}/index.ts`,
    [
      generatedHeader(schemaPath),
      `export { TypedDocumentString, type OperationKind } from './document.ts';\n`,
      ...files.map(({ name }) => `export * from './${name}.ts';\n`),
      `export type * from './types.ts';\n`,
    ].join(''),
  );
  return output;
}

export const sdkGraphqlGenerator: Generator = {
  name: 'sdk-graphql',
  generate: async () => sdkGraphqlFiles(await readSchemaText(), await readOperations()),
};
