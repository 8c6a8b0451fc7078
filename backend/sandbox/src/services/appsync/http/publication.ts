/** What a mutation publishes: its result by field names, as far as its caller selected it. */
import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

export interface Publication {
  readonly mutation: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One publication for each root field that ended in an object; a field that failed or gave null publishes nothing. */
export function publicationsOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  data: Readonly<Record<string, unknown>> | null,
): Publication[] {
  if (operation.operation !== 'mutation' || data === null) return [];
  const publications: Publication[] = [];
  eachField(operation.selectionSet, document, (name, key, set) => {
    const value = data[key];
    if (typeof value !== 'object' || value === null || set === undefined) return;
    publications.push({
      mutation: name,
      payload: byFieldName(value, set, document) as Record<string, unknown>,
    });
  });
  return publications;
}

/** Aliases are the caller's affair: subscribers select by the schema's names. */
function byFieldName(value: unknown, set: SelectionSetNode | undefined, document: DocumentNode): unknown {
  if (Array.isArray(value)) return value.map((entry) => byFieldName(entry, set, document));
  if (typeof value !== 'object' || value === null || set === undefined) return value;
  const named: Record<string, unknown> = {};
  eachField(set, document, (name, key, inner) => {
    const entry = (value as Record<string, unknown>)[key];
    if (entry === undefined) return;
    const next = byFieldName(entry, inner, document);
    const known = named[name];
    named[name] = isRecord(known) && isRecord(next) ? { ...known, ...next } : next;
  });
  return named;
}

function eachField(
  set: SelectionSetNode,
  document: DocumentNode,
  visit: (name: string, key: string, set: SelectionSetNode | undefined) => void,
): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      visit(selection.name.value, selection.alias?.value ?? selection.name.value, selection.selectionSet);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      eachField(selection.selectionSet, document, visit);
    } else {
      const name = selection.name.value;
      const fragment = document.definitions.find(
        (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) eachField(fragment.selectionSet, document, visit);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
