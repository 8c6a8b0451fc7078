/**
 * `backend/src/generated/graphql.ts`: the contract as resolvers see it. `FieldArguments`, `FieldResults` and `FieldSources` have one
 * entry for each field that needs a resolver, so that the resolvers' index fails to compile when one is missing.
 *
 * `backend/src/generated/graphql-fields.ts`: the names of each type's fields, for the views.
 *
 * `backend/src/generated/graphql-documents.ts`: the documents that the system itself sends.
 */
import { typeFromAST, isInputType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { generatedHeader, type GeneratedFiles } from '../../generator.ts';
import { listDocuments } from '../../contract/graphql/documents.ts';
import { graphqlFieldNamesFile } from './field-names.ts';
import {
  findField,
  rootFields,
  rootTypeNames,
  schemaPath,
  type OperationFile,
} from '../../contract/graphql/schema.ts';
import { declarations, graphqlProperty, graphqlType } from '../../typescript/from-graphql.ts';
import { printProperty, printType } from '../../typescript/type.ts';
import { template } from '../../typescript/text.ts';
import { graphqlMistake } from '../../contract/graphql/supported.ts';

interface ResolvedField {
  /** `Query.getDelivery`. */
  readonly name: string;
  readonly parent: string;
  readonly field: GraphQLField<unknown, unknown>;
}

function argumentsText(field: GraphQLField<unknown, unknown>): string {
  if (field.args.length === 0) return 'Readonly<Record<string, never>>';
  return `{ ${field.args.map((argument) => `${printProperty(graphqlProperty(argument.name, argument.type))};`).join(' ')} }`;
}

/** All root fields, and the nested fields named by `nestedFields` (`Delivery.signature`). Throws on a name that is no field. */
function resolvedFields(schema: GraphQLSchema, nestedFields: readonly string[]): ResolvedField[] {
  const roots = rootFields(schema).map(({ type, field }) => ({
    name: `${type}.${field.name}`,
    parent: type,
    field,
  }));
  const nested = nestedFields.map((name) => {
    const { type, field } = findField(schema, name);
    return { name, parent: type, field };
  });
  return [...roots, ...nested];
}

function entries(fields: readonly ResolvedField[], text: (field: ResolvedField) => string): string {
  return fields.map((field) => `  '${field.name}': ${text(field)};\n`).join('');
}

export function backendTypeFiles(
  schema: GraphQLSchema,
  files: readonly OperationFile[],
  nestedFields: readonly string[],
): GeneratedFiles {
  const fields = resolvedFields(schema, nestedFields);
  const isRoot = (name: string): boolean => rootTypeNames.some((root) => root === name);
  const documents = listDocuments(schema, files).filter(({ file }) => file.name === 'system');
  const inputNames = new Set<string>();
  const operations = documents.map(({ name, operation }) => {
    const variables = (operation.variableDefinitions ?? []).map((definition) => {
      const type = typeFromAST(schema, definition.type);
      if (!isInputType(type))
        throw graphqlMistake(definition, `${name}: $${definition.variable.name.value} is of no input type.`);
      const text = printType(graphqlType(type));
      if (!['string', 'number', 'boolean'].includes(text)) inputNames.add(text);
      return `${printProperty(graphqlProperty(definition.variable.name.value, type))};`;
    });
    return `  ${name}: { ${variables.join(' ')} };\n`;
  });
  const declared = { withoutFields: new Set(nestedFields), sentInputs: inputNames };
  const types = [
    generatedHeader(schemaPath),
    declarations(schema, declared),
    `\n/** Arguments of every field that has a resolver. */\nexport interface FieldArguments {\n`,
    entries(fields, ({ field }) => argumentsText(field)),
    `}\n\n/** What each of those resolvers returns. */\nexport interface FieldResults {\n`,
    entries(fields, ({ field }) => printType(graphqlType(field.type))),
    `}\n\n/** The parent's result that each of them starts from; null at the root. */\nexport interface FieldSources {\n`,
    entries(fields, ({ parent }) => (isRoot(parent) ? 'null' : parent)),
    `}\n\n/** A field that has a resolver. */\nexport type FieldName = keyof FieldArguments;\n`,
  ].join('');

  const texts = documents.map(({ name, text }) => `  ${name}: ${template(text)},\n`);
  const documentsFile = [
    generatedHeader(`${schemaPath} and the system's documents in schema/operations/`),
    `import type { ${[...inputNames].sort().join(', ')} } from './graphql.ts';\n\n`,
    `/** Variables of each document, by operation name. */\nexport interface SystemVariables {\n${operations.join('')}}\n\n`,
    `/** Texts by operation name: send \`{ query, operationName, variables }\`. Each selects the complete fragment of its type. */\n`,
    `export const systemDocuments: Readonly<Record<keyof SystemVariables, string>> = {\n${texts.join('')}};\n`,
  ].join('');

  return new Map([
    ['backend/src/generated/graphql.ts', types],
    ['backend/src/generated/graphql-fields.ts', graphqlFieldNamesFile(schema, declared)],
    ['backend/src/generated/graphql-documents.ts', documentsFile],
  ]);
}
