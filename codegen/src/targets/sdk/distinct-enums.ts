/**
 * Both APIs have a `DeliveryStatus`, whose values the one writes `delivered` and the other `DELIVERED`. A program that uses both must
 * not get either by chance, so that a GraphQL enum with the name of a REST schema and other values is `GraphQLDeliveryStatus`.
 */
import { isEnumType, type GraphQLSchema } from 'graphql';
import ts from 'typescript';
import type { OpenApiDocument, SchemaObject } from '../../contract/openapi/document.ts';

/** The enums to be renamed: name in the contract, name in the SDK. */
export function distinctEnumNames(
  schema: GraphQLSchema,
  { components }: Pick<OpenApiDocument, 'components'>,
): ReadonlyMap<string, string> {
  const enums = Object.values(schema.getTypeMap()).filter(isEnumType);
  const differing = enums.filter((type) => {
    const rest = components.schemas[type.name] as SchemaObject | undefined;
    const values = type.getValues().map(({ name }) => name);
    return rest !== undefined && String([...(rest.enum ?? [])].sort()) !== String(values.sort());
  });
  return new Map(differing.map(({ name }) => [name, `GraphQL${name}`]));
}

/** Renames types where they are declared and used; what is sent to the server keeps the contract's names. */
export function withDistinctEnums(text: string, names: ReadonlyMap<string, string>): string {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeAliasDeclaration(node)) found.push(node.name);
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) found.push(node.typeName);
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile('documents.ts', text, ts.ScriptTarget.ESNext);
  visit(source);
  return found
    .filter((name) => names.has(name.text))
    .sort((a, b) => b.pos - a.pos)
    .reduce(
      (result, name) =>
        result.slice(0, name.getStart(source)) + names.get(name.text)! + result.slice(name.end),
      text,
    );
}
