/**
 * How much a document asks for, told from its text alone: before it is validated, in time linear to its length. Each fragment is
 * measured once, however often it is spread.
 */
import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export interface Complexity {
  /** Levels of nested fields, 1 for `{ me }`; those of introspection count too. */
  readonly depth: number;
  /** Selections with every fragment put where it is spread, and what no operation uses. */
  readonly selections: number;
  /** The most selections of one name, or fragments, that stand in one place: each is compared with each. Definitions count as one place. */
  readonly repeats: number;
  /** Fields of introspection that answer with a list, or with what has lists. */
  readonly introspection: number;
}

const nothing: Complexity = { depth: 0, selections: 0, repeats: 0, introspection: 0 };

/** What the good-faith rule of graphql-java, which AppSync is built on, counts (`GoodFaithIntrospection`). */
const introspectionLists = new Set([
  '__schema',
  '__type',
  'types',
  'fields',
  'inputFields',
  'interfaces',
  'possibleTypes',
]);

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
    const complexity = ofSet(fragment.selectionSet, fragment.typeCondition.name.value.startsWith('__'));
    measured.set(name, complexity);
    return complexity;
  };

  const ofSet = (set: SelectionSetNode | undefined, isIntrospection: boolean): Complexity => {
    let { depth, selections, repeats, introspection } = nothing;
    const times = new Map<string, number>();
    for (const selection of set?.selections ?? []) {
      const asked = selection.kind === Kind.FIELD ? selection.name.value : undefined;
      const asksForSchema = isIntrospection || asked?.startsWith('__') === true;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : ofSet(selection.selectionSet, asksForSchema);
      selections += 1 + inner.selections;
      depth = Math.max(depth, inner.depth + (asked === undefined ? 0 : 1));
      introspection +=
        inner.introspection + (asksForSchema && asked !== undefined && introspectionLists.has(asked) ? 1 : 0);
      const place = placeOf(selection);
      times.set(place, (times.get(place) ?? 0) + 1);
      repeats = Math.max(repeats, inner.repeats, times.get(place) ?? 0);
    }
    return { depth, selections, repeats, introspection };
  };

  const own = ofSet(operation.selectionSet, false);
  const others = document.definitions.map((definition) =>
    definition === operation
      ? nothing
      : definition.kind === Kind.FRAGMENT_DEFINITION
        ? ofFragment(definition.name.value)
        : definition.kind === Kind.OPERATION_DEFINITION
          ? ofSet(definition.selectionSet, false)
          : nothing,
  );
  return {
    depth: own.depth,
    introspection: own.introspection,
    selections: others.reduce((sum, { selections }) => sum + selections, own.selections),
    repeats: others.reduce(
      (most, { repeats }) => Math.max(most, repeats),
      Math.max(own.repeats, others.length),
    ),
  };
}

/** Selections of one place in the answer are compared with each other, fragments with all. */
const placeOf = (selection: SelectionNode): string =>
  selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : '...';
