/**
 * Writes to the table as plain data: what repositories and AppSync resolvers have in common. `expressions.ts` makes expressions of them,
 * once; `transaction.ts` and `resolvers/shared/write.ts` put those into the requests of the AWS SDK and of AppSync.
 *
 * Bundled into AppSync resolvers, so it keeps to what APPSYNC_JS knows.
 */
import type { ItemKey } from './keys.ts';

export type Attributes = Readonly<Record<string, unknown>>;

/** A test of one attribute of the item as it is before the write. */
export type Condition = { readonly attribute: string } & (
  | { readonly is: 'absent' }
  | { readonly is: 'present' }
  | { readonly is: '=' | '<' | '<=' | '>='; readonly value: unknown; readonly orAbsent?: boolean }
  | { readonly is: 'one of'; readonly value: readonly unknown[] }
  /** The attribute is a list, and the value one of its elements. */
  | { readonly is: 'containing'; readonly value: string }
  | { readonly is: 'none of'; readonly value: readonly unknown[] }
);

interface WriteOf<Kind extends string> {
  readonly kind: Kind;
  /** Names the write when its condition does not hold. */
  readonly label: string;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
}

export interface PutWrite extends WriteOf<'put'> {
  readonly item: ItemKey & Attributes;
}

export interface UpdateWrite extends WriteOf<'update'> {
  readonly key: ItemKey;
  readonly set?: Attributes;
  readonly remove?: readonly string[];
  /** Numbers to add: negative to subtract. */
  readonly add?: Readonly<Record<string, number>>;
}

export interface DeleteWrite extends WriteOf<'delete'> {
  readonly key: ItemKey;
}

export type Write = PutWrite | UpdateWrite | DeleteWrite;

/** Changes nothing, and lets nothing else be written where its conditions do not hold. Only transactions of functions have it. */
export interface Check extends WriteOf<'check'> {
  readonly key: ItemKey;
}

/** Label of the record by which a repeated request or message is known: that its condition fails means that the work has been done. */
export const IDEMPOTENCY_LABEL = 'idempotency';

/** The item must not be there yet. */
export const isAbsent: Condition = { attribute: 'pk', is: 'absent' };
/** The item must be there. */
export const isPresent: Condition = { attribute: 'pk', is: 'present' };
/** The item must still be as it was read. */
export const isVersion = (version: number): Condition => ({ attribute: 'version', is: '=', value: version });

/** Puts an item that must not be there yet. */
export const putNew = (label: string, item: ItemKey & Attributes): PutWrite => ({
  kind: 'put',
  label,
  item,
  conditions: [isAbsent],
});
