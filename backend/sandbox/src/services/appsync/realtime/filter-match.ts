/** Does a published payload concern a subscription? By its enhanced filter if it has one, else by its arguments. */
import { isDeepStrictEqual } from 'node:util';
import type { FilterRule, SubscriptionFilter } from '../runtime/index.ts';

type Payload = Readonly<Record<string, unknown>>;

/** Groups are ORed, the rules of a group ANDed. */
export function matchesFilter(filter: SubscriptionFilter, payload: Payload): boolean {
  return filter.filterGroup.some((group) => group.filters.every((rule) => matchesRule(rule, payload)));
}

/**
 * "Using subscription arguments": each argument that was given must equal the payload's top-level field of that name; an argument
 * given as null means that the field is null, one left out says nothing.
 */
export function matchesArguments(given: Payload, payload: Payload): boolean {
  return Object.entries(given).every(
    ([name, wanted]) => isDeepStrictEqual(payload[name] ?? null, wanted) && name in payload,
  );
}

function matchesRule(rule: FilterRule, payload: Payload): boolean {
  const actual = rule.fieldName
    .split('.')
    .reduce<unknown>((value, part) => (value as Payload | null | undefined)?.[part], payload);
  // A field that the mutation's caller did not select is not in the payload and matches nothing.
  if (actual === undefined) return false;
  const wanted = rule.value;
  const list = Array.isArray(wanted) ? (wanted as unknown[]) : [];
  switch (rule.operator) {
    case 'eq':
      return actual === wanted;
    case 'ne':
      return actual !== wanted;
    case 'le':
      return compare(actual, wanted, (order) => order <= 0);
    case 'lt':
      return compare(actual, wanted, (order) => order < 0);
    case 'ge':
      return compare(actual, wanted, (order) => order >= 0);
    case 'gt':
      return compare(actual, wanted, (order) => order > 0);
    case 'between':
      return (
        compare(actual, list[0], (order) => order >= 0) && compare(actual, list[1], (order) => order <= 0)
      );
    case 'in':
      return list.includes(actual);
    case 'notIn':
      return !list.includes(actual);
    case 'contains':
      return contains(actual, wanted);
    case 'notContains':
      return !contains(actual, wanted);
    case 'containsAny':
      return Array.isArray(actual) && list.some((single) => actual.includes(single));
    case 'beginsWith':
      return typeof actual === 'string' && actual.startsWith(String(wanted));
    default:
      return false;
  }
}

function contains(actual: unknown, wanted: unknown): boolean {
  return Array.isArray(actual)
    ? actual.includes(wanted)
    : typeof actual === 'string' && actual.includes(String(wanted));
}

/** Numbers with numbers, strings with strings; anything else is unordered. */
function compare(actual: unknown, wanted: unknown, holds: (order: number) => boolean): boolean {
  if (typeof actual === 'number' && typeof wanted === 'number') return holds(actual - wanted);
  if (typeof actual === 'string' && typeof wanted === 'string')
    return holds(actual < wanted ? -1 : actual > wanted ? 1 : 0);
  return false;
}
