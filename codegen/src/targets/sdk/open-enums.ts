import { isEnumType, type DocumentNode, type GraphQLSchema } from 'graphql';
import { definitionsIn, resultType } from './result-type.ts';

/** A line that graphql-codegen writes for a selected field: its name, and its type. */
const FIELD = /^( *readonly \w+\??: )(.*)$/gm;

/**
 * Opens the enums that results hold, as those of REST responses are: the server may know more values than the SDK. Variables and
 * inputs keep the closed ones.
 *
 * @param text what `typedDocumentsText` made of the same documents
 */
export function withOpenEnums(text: string, schema: GraphQLSchema, documents: DocumentNode): string {
  const enums = Object.values(schema.getTypeMap()).filter(isEnumType);
  const enumName = new RegExp(`\\b(?:${enums.map(({ name }) => name).join('|')})\\b`, 'g');
  let opened = text;
  for (const definition of definitionsIn(documents)) {
    const type = resultType(opened, definition);
    const open = type.replace(
      FIELD,
      (_line, field: string, of: string) => field + of.replace(enumName, 'Open<$&>'),
    );
    opened = opened.replace(type, () => open);
  }
  return opened;
}
