/** Lists of the fields of a contract's schemas, for the views that write all of them (`domain/view.ts` of the backend). */
import { isInputObjectType, isObjectType, type GraphQLSchema } from 'graphql';
import { flatSchemas } from '../../contract/openapi/flatten.ts';
import { contractPath, isReference, type OpenApiDocument } from '../../contract/openapi/document.ts';
import { rootTypeNames, schemaPath } from '../../contract/graphql/schema.ts';
import { generatedHeader } from '../../generator.ts';
import { scalar } from '../../typescript/text.ts';
import type { Declared } from '../../typescript/from-graphql.ts';

type Schemas = readonly (readonly [name: string, fields: readonly string[]])[];

/** Of every resource: a schema with an id. One that may lack a property has no list: what is absent would be shown as null. */
export function restFieldNamesFile(document: OpenApiDocument): string {
  const schemas = Object.entries(flatSchemas(document)).flatMap(([name, schema]): Schemas => {
    if (isReference(schema)) return [];
    const { properties = {}, required = [] } = schema;
    const fields = Object.keys(properties);
    return fields.includes('id') && fields.every((field) => required.includes(field)) ? [[name, fields]] : [];
  });
  return fieldNamesFile(contractPath, './operations.ts', schemas, (name) => `Complete<${name}>`, [
    'Complete',
  ]);
}

/** Of every type that a resolver returns, and of every input that the service itself sends. */
export function graphqlFieldNamesFile(
  schema: GraphQLSchema,
  { withoutFields, sentInputs }: Declared,
): string {
  const schemas = Object.values(schema.getTypeMap()).flatMap((type): Schemas => {
    const isShown =
      (isObjectType(type) && !rootTypeNames.some((root) => root === type.name)) ||
      (isInputObjectType(type) && sentInputs.has(type.name));
    if (!isShown || type.name.startsWith('__')) return [];
    const fields = Object.keys(type.getFields()).filter(
      (field) => !withoutFields.has(`${type.name}.${field}`),
    );
    return [[type.name, fields]];
  });
  return fieldNamesFile(schemaPath, './graphql.ts', schemas, (name) => name);
}

function fieldNamesFile(
  source: string,
  typesModule: string,
  schemas: Schemas,
  shownAs: (name: string) => string,
  helpers: readonly string[] = [],
): string {
  const imported = [...helpers, ...schemas.map(([name]) => name)].sort();
  return [
    generatedHeader(source),
    `import type { FieldNames } from '../domain/view.ts';\n`,
    `import type {\n${imported.map((name) => `  ${name},\n`).join('')}} from '${typesModule}';\n`,
    ...schemas.map(([name, fields]) => {
      const constant = `${name.charAt(0).toLowerCase()}${name.slice(1)}Fields`;
      const lines = fields.map((field) => `  ${scalar(field)},\n`).join('');
      return `\nexport const ${constant}: FieldNames<${shownAs(name)}> = [\n${lines}];\n`;
    }),
  ].join('');
}
