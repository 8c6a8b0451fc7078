/**
 * How much a document asks for, told from its text alone: before it is validated, in time linear to its length. Each fragment is
 * measured once, however often it is spread.
 */
import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

export interface Complexity {
  /** Levels of nested fields, 1 for `{ me }`; those of introspection count too. */
  readonly depth: number;
  /** Selections with every fragment put where it is spread, and what no operation uses. */
  readonly selections: number;
}

const nothing: Complexity = { depth: 0, selections: 0 };

export function complexityOf(document: DocumentNode, operation: OperationDefinitionNode): Complexity {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, Complexity>();

  const ofFragment = (name: string): Complexity => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return nothing;
    // Met again before it is measured: it spreads itself, which validation refuses.
    measured.set(name, nothing);
    const complexity = ofSet(fragment.selectionSet);
    measured.set(name, complexity);
    return complexity;
  };

  const ofSet = (set: SelectionSetNode | undefined): Complexity => {
    let depth = 0;
    let selections = 0;
    for (const selection of set?.selections ?? []) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : ofSet(selection.selectionSet);
      selections += 1 + inner.selections;
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
    }
    return { depth, selections };
  };

  const { depth, selections } = ofSet(operation.selectionSet);
  const others = document.definitions.map((definition) =>
    definition === operation
      ? 0
      : definition.kind === Kind.FRAGMENT_DEFINITION
        ? ofFragment(definition.name.value).selections
        : definition.kind === Kind.OPERATION_DEFINITION
          ? ofSet(definition.selectionSet).selections
          : 0,
  );
  return { depth, selections: others.reduce((sum, each) => sum + each, selections) };
}
