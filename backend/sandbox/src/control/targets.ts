/** What a test may address by name: the contracts' operations and fields. */
import { fieldsManifest } from '../../../src/generated/fields.ts';
import type { FieldName } from '../../../src/generated/graphql.ts';
import { operations } from '../../../src/generated/manifest.ts';
import type { OperationId } from '../../../src/generated/operations.ts';
import { UnknownTargetError } from './errors.ts';

/** `token` is every request for tokens: the token endpoint's, and sign-in and refresh through the user pools API. */
export type TokenTarget = 'token';

/** A subscription field by its schema coordinate, such as `Subscription.onLockerEvent`. */
export type SubscriptionTarget = Extract<FieldName, `Subscription.${string}`>;

/** A field with a resolver by its schema coordinate, such as `Query.getLocker`. */
export type FieldTarget = Exclude<FieldName, SubscriptionTarget>;

/** `payInvoice`, `Mutation.openCompartment`, `Subscription.onLockerEvent`, `token`. */
export type Target = OperationId | FieldName | TokenTarget;

export type TargetKind = 'operation' | 'field' | 'subscription' | 'token';

const fieldNames = fieldsManifest.fields.map(({ type, field }) => `${type}.${field}`);
const targets: readonly string[] = [...Object.keys(operations), ...fieldNames, 'token'];

/** @throws UnknownTargetError */
export function kindOf(target: string): TargetKind {
  if (Object.hasOwn(operations, target)) return 'operation';
  if (target === 'token') return 'token';
  if (!fieldNames.includes(target)) throw new UnknownTargetError(target, nearest(target, targets));
  return target.startsWith('Subscription.') ? 'subscription' : 'field';
}

/** The candidate with the fewest edits between it and `word`; case and the type before a field's name count little. */
function nearest(word: string, candidates: readonly string[]): string {
  const wanted = word.slice(0, 100).toLowerCase();
  const distances = candidates.map((candidate) => {
    const whole = candidate.toLowerCase();
    return { candidate, edits: Math.min(edits(wanted, whole), edits(wanted, whole.split('.').at(-1) ?? '')) };
  });
  return distances.reduce((best, each) => (each.edits < best.edits ? each : best)).candidate;
}

/** Levenshtein distance, one row at a time. */
function edits(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const substitution = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}
