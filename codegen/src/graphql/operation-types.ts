/**
 * The types of the named documents: what a fragment or an operation gives, and what it must be given. Every property carries the
 * contract's description, because an editor shows it where a program uses the property.
 *
 * The contract has object types only. An interface or a union would need a discriminated type for each selection: this generator
 * refuses one instead of guessing.
 */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { declaration, inputProperty, typeText } from './type-printer.ts';
import { comment } from './typescript.ts';

/** `GetLocker`, a query → `GetLockerQuery`; its variables are `GetLockerQueryVariables`. */
export function resultTypeName(operation: OperationDefinitionNode): string {
  const kind = operation.operation;
  return `${operation.name?.value ?? ''}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

/** A field under `@include` or `@skip` may be missing. */
function isConditional(directives: readonly DirectiveNode[] | undefined): boolean {
  return (directives ?? []).some(({ name }) => name.value === 'include' || name.value === 'skip');
}

/** Wraps the text of the named type as the field's type wraps it: lists, and null where it is allowed. */
function wrapped(type: GraphQLOutputType, text: string): string {
  if (!isNonNullType(type)) return `${inner(type, text)} | null`;
  return inner(type.ofType, text);
}

function inner(type: GraphQLOutputType, text: string): string {
  return isListType(type) ? `ReadonlyArray<${wrapped(type.ofType, text)}>` : text;
}

function selectionText(type: GraphQLObjectType, selectionSet: SelectionSetNode, indent: string): string {
  const fragments: string[] = [];
  const properties: string[] = [];
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = `${selection.name.value}Fragment`;
      fragments.push(isConditional(selection.directives) ? `Partial<${name}>` : name);
      continue;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const text = selectionText(type, selection.selectionSet, indent);
      fragments.push(isConditional(selection.directives) ? `Partial<${text}>` : text);
      continue;
    }
    const key = selection.alias?.value ?? selection.name.value;
    const optional = isConditional(selection.directives) ? '?' : '';
    const own = `${indent}  `;
    if (selection.name.value === '__typename') {
      properties.push(`${own}readonly ${key}${optional}: '${type.name}';\n`);
      continue;
    }
    const field = type.getFields()[selection.name.value];
    if (field === undefined) throw new Error(`${type.name} has no field ${selection.name.value}.`);
    const named = getNamedType(field.type);
    const text =
      selection.selectionSet && isObjectType(named)
        ? selectionText(named, selection.selectionSet, own)
        : undefined;
    if (text === undefined && !isLeafType(named)) {
      throw new Error(`${type.name}.${field.name}: ${named.name} is neither an object nor a leaf.`);
    }
    const fieldType = text === undefined ? typeText(field.type) : wrapped(field.type, text);
    properties.push(`${comment(field.description, own)}${own}readonly ${key}${optional}: ${fieldType};\n`);
  }
  if (properties.length > 0) fragments.push(`{\n${properties.join('')}${indent}}`);
  return fragments.join(' & ');
}

function objectType(schema: GraphQLSchema, name: string | undefined): GraphQLObjectType {
  const type = name === undefined ? undefined : schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name ?? 'A root type'} is no object type of the contract.`);
  return type;
}

function operationTypes(schema: GraphQLSchema, operation: OperationDefinitionNode): string {
  const name = resultTypeName(operation);
  const root = objectType(schema, schema.getRootType(operation.operation)?.name);
  const variables = (operation.variableDefinitions ?? []).map(({ variable, type: node }) => {
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) throw new Error(`${name}: $${variable.name.value} is of no input type.`);
    return `  ${inputProperty(variable.name.value, type)}\n`;
  });
  const variablesText =
    variables.length === 0 ? 'Readonly<Record<string, never>>' : `{\n${variables.join('')}}`;
  return [
    `export type ${name}Variables = ${variablesText};\n`,
    `export type ${name} = ${selectionText(root, operation.selectionSet, '')};\n`,
  ].join('\n');
}

/** Types of every fragment and operation, after the enumerations and inputs that they name. */
export function operationTypesText(schema: GraphQLSchema, document: DocumentNode): string {
  const own = document.definitions.flatMap((node) => {
    if (node.kind === Kind.OPERATION_DEFINITION) return [operationTypes(schema, node)];
    if (node.kind !== Kind.FRAGMENT_DEFINITION) return [];
    const type = objectType(schema, node.typeCondition.name.value);
    return [
      `${comment(type.description)}export type ${node.name.value}Fragment = ${selectionText(type, node.selectionSet, '')};\n`,
    ];
  });
  const used = namedTypes(schema, document);
  const declarations = Object.values(schema.getTypeMap())
    .filter((type) => used.has(type))
    .map((type) => declaration(type));
  return [...declarations, ...own].join('\n');
}

/** The enumerations that results hold, and the inputs and enumerations that variables are made of. */
function namedTypes(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<GraphQLNamedType> {
  const used = new Set<GraphQLNamedType>();
  const add = (type: GraphQLNamedType): void => {
    if (used.has(type) || !(isEnumType(type) || isInputObjectType(type))) return;
    used.add(type);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) add(getNamedType(field.type));
  };
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: () => {
        const type = info.getType();
        if (type) add(getNamedType(type));
      },
      VariableDefinition: ({ type: node }) => {
        const type = typeFromAST(schema, node);
        if (type) add(getNamedType(type));
      },
    }),
  );
  return used;
}
