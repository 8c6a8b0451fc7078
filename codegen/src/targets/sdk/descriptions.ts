/**
 * The contract's descriptions in what graphql-codegen writes. Its plugins describe enumerations and inputs; an editor shows a
 * description where a program uses a property or a document, so results and documents get theirs here.
 */
import {
  Kind,
  TypeInfo,
  isEnumType,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { authorizationOf } from '../../contract/graphql/authorization.ts';
import { rootFields } from '../../contract/graphql/schema.ts';
import { describeField } from '../../typescript/from-graphql.ts';
import { comment } from '../../typescript/text.ts';
import { definitionsIn, resultType, type Definition } from './result-type.ts';

/** What the contract says of the root fields that an operation selects, and who may use them. */
function describeOperation(schema: GraphQLSchema, operation: OperationDefinitionNode): string {
  const selected = operation.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [node.name.value] : [],
  );
  return rootFields(schema)
    .filter(({ type, field }) => type.toLowerCase() === operation.operation && selected.includes(field.name))
    .map(
      ({ field }) =>
        `${field.description ?? field.name}\n\nFor ${authorizationOf(field)?.groups.join(', ') ?? 'nobody'}.` +
        (field.deprecationReason ? `\n\n@deprecated ${field.deprecationReason}` : ''),
    )
    .join('\n\n');
}

/** Descriptions of the fields that a definition selects, by the path of their response keys: `getLocker.compartments.door`. */
function describeFields(schema: GraphQLSchema, definition: Definition): ReadonlyMap<string, string> {
  const descriptions = new Map<string, string>();
  const path: string[] = [];
  const info = new TypeInfo(schema);
  visit(
    definition,
    visitWithTypeInfo(info, {
      Field: {
        enter(node) {
          path.push(node.alias?.value ?? node.name.value);
          const field = info.getFieldDef();
          const description = field ? describeField(field) : '';
          if (description) descriptions.set(path.join('.'), description);
        },
        leave: () => void path.pop(),
      },
    }),
  );
  return descriptions;
}

/** How many brackets a line of a type leaves open. */
const opened = (line: string): number =>
  (line.match(/[({]/g)?.length ?? 0) - (line.match(/[)}]/g)?.length ?? 0);

/** Puts each field's description above it. `lines` are those of one type, one property on each. */
function withFieldDescriptions(
  lines: readonly string[],
  descriptions: ReadonlyMap<string, string>,
): string[] {
  const above: { readonly key: string; readonly depth: number }[] = [];
  let depth = 0;
  return lines.map((line) => {
    const [, indent = '', key] = /^( *)readonly (\w+)\??: /.exec(line) ?? [];
    const before = depth;
    depth += opened(line);
    const path = [...above.map((property) => property.key), key].join('.');
    if (key !== undefined && depth > before) above.push({ key, depth: before });
    while (above.length > 0 && depth <= (above.at(-1)?.depth ?? 0)) above.pop();
    return key === undefined ? line : comment(descriptions.get(path), indent) + line;
  });
}

/** The values of each enumeration anew: graphql-codegen describes them, but does not say which are deprecated. */
function withDescribedValues(text: string, schema: GraphQLSchema): string {
  let described = text;
  for (const type of Object.values(schema.getTypeMap()).filter(isEnumType)) {
    const values = type.getValues();
    const written = new RegExp(`^export type ${type.name} =\\n[^]*?\\| '${values.at(-1)?.name}';`, 'm');
    const members = values.map((value) => `${comment(describeField(value), '  ')}  | '${value.name}'`);
    described = described.replace(written, () => `export type ${type.name} =\n${members.join('\n')};`);
  }
  return described;
}

/** @param text what `typedDocumentsText` made of the same documents */
export function withDescriptions(text: string, schema: GraphQLSchema, documents: DocumentNode): string {
  let described = withDescribedValues(text, schema);
  for (const definition of definitionsIn(documents)) {
    const type = resultType(described, definition);
    const withFields = withFieldDescriptions(type.split('\n'), describeFields(schema, definition)).join('\n');
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      const description = schema.getType(definition.typeCondition.name.value)?.description;
      described = described.replace(type, () => comment(description) + withFields);
    } else {
      const constant = `export const ${definition.name?.value ?? ''}Document =`;
      described = described
        .replace(type, () => withFields)
        .replace(constant, () => comment(describeOperation(schema, definition)) + constant);
    }
  }
  return described;
}
