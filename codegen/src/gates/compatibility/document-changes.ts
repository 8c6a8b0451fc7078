/**
 * Which changes of the shipped documents break a program that imports them: a document or a fragment that is gone, a variable that is
 * asked for, a field that is no longer selected. A document of the last release must also still be one that the API answers, because
 * apps on people's phones send it for years.
 */
import {
  isNonNullType,
  Kind,
  print,
  typeFromAST,
  validate,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import { mergeDocuments } from '../../contract/graphql/documents.ts';
import type { OperationFile } from '../../contract/graphql/schema.ts';
import { became, type Difference } from './schema-changes.ts';

export interface ShippedDocuments {
  readonly schema: GraphQLSchema;
  /** Without the system's, which nobody is given. */
  readonly files: readonly OperationFile[];
}

type DocumentChange = Difference & { where: string };

export function documentChanges(released: ShippedDocuments, current: ShippedDocuments): DocumentChange[] {
  const before = read(released);
  const after = read(current);
  return [
    ...[...before.operations].flatMap(([name, operation]): DocumentChange[] => {
      const own = after.operations.get(name);
      if (own === undefined) return [{ where: name, path: '', what: 'the document was removed' }];
      return [
        ...(operation.operation === own.operation
          ? []
          : [{ path: '', what: became(operation.operation, own.operation) }]),
        ...variableChanges(current.schema, operation, own),
        ...selectionChanges(before, operation.selectionSet, after, own.selectionSet),
      ].map((difference) => ({ where: name, ...difference }));
    }),
    ...[...before.fragments].flatMap(([name, fragment]): DocumentChange[] => {
      const own = after.fragments.get(name);
      if (own === undefined) return [{ where: name, path: '', what: 'the fragment was removed' }];
      return selectionChanges(before, fragment.selectionSet, after, own.selectionSet).map((difference) => ({
        where: name,
        ...difference,
      }));
    }),
    ...unanswered(released, current.schema),
  ];
}

interface Definitions {
  readonly operations: ReadonlyMap<string, OperationDefinitionNode>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function read({ schema, files }: ShippedDocuments): Definitions {
  const { definitions } = mergeDocuments(schema, files);
  return {
    operations: new Map(
      definitions
        .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
        .map((node) => [node.name?.value ?? '', node]),
    ),
    fragments: new Map(
      definitions
        .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
        .map((node) => [node.name.value, node]),
    ),
  };
}

function variableChanges(
  schema: GraphQLSchema,
  released: OperationDefinitionNode,
  current: OperationDefinitionNode,
): Difference[] {
  const before = released.variableDefinitions ?? [];
  const after = current.variableDefinitions ?? [];
  const nameOf = ({ variable }: VariableDefinitionNode): string => variable.name.value;
  return [
    ...before.flatMap((variable) => {
      const own = after.find((candidate) => nameOf(candidate) === nameOf(variable));
      const path = `$${nameOf(variable)}`;
      if (own === undefined) return [{ path, what: 'was removed' }];
      const [left, right] = [print(variable.type), print(own.type)];
      // What need not be given may be given still.
      return left === right || left === `${right}!` ? [] : [{ path, what: became(left, right) }];
    }),
    ...after
      .filter((variable) => !before.some((candidate) => nameOf(candidate) === nameOf(variable)))
      .filter(
        ({ type, defaultValue }) => isNonNullType(typeFromAST(schema, type)) && defaultValue === undefined,
      )
      .map((variable) => ({ path: `$${nameOf(variable)}`, what: 'is new and required' })),
  ];
}

function selectionChanges(
  before: Definitions,
  released: SelectionSetNode,
  after: Definitions,
  current: SelectionSetNode,
): Difference[] {
  const selected = new Set(paths(after, current));
  return [...new Set(paths(before, released))]
    .filter((path) => !selected.has(path))
    .map((path) => ({ path, what: 'is no longer selected' }));
}

/** Response keys of everything that is selected, fragments spread: `getLocker.compartments.door`. */
function paths(definitions: Definitions, { selections }: SelectionSetNode, above = ''): string[] {
  return selections.flatMap((node): string[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = definitions.fragments.get(node.name.value);
      return fragment === undefined ? [] : paths(definitions, fragment.selectionSet, above);
    }
    if (node.kind === Kind.INLINE_FRAGMENT) return paths(definitions, node.selectionSet, above);
    const path = `${above}${(node.alias ?? node.name).value}`;
    return [
      path,
      ...(node.selectionSet === undefined ? [] : paths(definitions, node.selectionSet, `${path}.`)),
    ];
  });
}

function unanswered(released: ShippedDocuments, schema: GraphQLSchema): DocumentChange[] {
  return validate(schema, mergeDocuments(released.schema, released.files))
    .filter(({ message }) => !/^Fragment "\w+" is never used/.test(message))
    .map(({ message, source }) => ({
      where: source?.name ?? 'released documents',
      path: '',
      what: `an app that sends it is refused: ${message}`,
    }));
}
