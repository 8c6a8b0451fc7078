import { Kind, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';

/** What graphql-codegen writes a result type for. */
export type Definition = FragmentDefinitionNode | OperationDefinitionNode;

export const definitionsIn = ({ definitions }: DocumentNode): Definition[] =>
  definitions.filter(
    (definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION || definition.kind === Kind.OPERATION_DEFINITION,
  );

/** `query GetLocker` → `GetLockerQuery`, `fragment LockerDetails` → `LockerDetailsFragment`. */
function typeName(definition: Definition): string {
  const kind = definition.kind === Kind.FRAGMENT_DEFINITION ? 'fragment' : definition.operation;
  return `${definition.name?.value ?? ''}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

/** The declaration of the type of what a definition gives, as it stands in graphql-codegen's text. */
export function resultType(text: string, definition: Definition): string {
  const [type] = new RegExp(`^export type ${typeName(definition)} = [^;]*;`, 'm').exec(text) ?? [];
  if (type === undefined) throw new Error(`graphql-codegen has written no type ${typeName(definition)}.`);
  return type;
}
