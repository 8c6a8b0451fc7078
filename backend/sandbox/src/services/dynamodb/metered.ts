/** Runs an operation and says what it consumed, whether or not its caller asks (`ReturnConsumedCapacity`). */
import type { CapacityUnits } from '../../support/trace.ts';
import type { ConsumedCapacity } from './capacity.ts';
import type { Operation } from './operations.ts';

/** The operations that consume capacity, by what they consume. */
const kinds: Readonly<Record<string, 'read' | 'write'>> = {
  BatchGetItem: 'read',
  GetItem: 'read',
  Query: 'read',
  Scan: 'read',
  TransactGetItems: 'read',
  BatchWriteItem: 'write',
  DeleteItem: 'write',
  PutItem: 'write',
  TransactWriteItems: 'write',
  UpdateItem: 'write',
};

export interface Metered {
  readonly reply: Record<string, unknown>;
  /** Undefined for operations that consume none. */
  readonly units?: CapacityUnits;
}

export async function metered(
  name: string,
  operation: Operation,
  input: Record<string, unknown>,
): Promise<Metered> {
  const kind = kinds[name];
  if (kind === undefined) return { reply: await operation(input) };
  const asked = input['ReturnConsumedCapacity'];
  const unasked = asked === undefined || asked === 'NONE';
  const answered = await operation(unasked ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input);
  const { ConsumedCapacity: consumed, ...reply } = answered;
  return { reply: unasked ? reply : answered, units: { read: 0, write: 0, [kind]: total(consumed) } };
}

/** One table's consumed capacity, or those of several. */
function total(consumed: unknown): number {
  const tables = (Array.isArray(consumed) ? consumed : [consumed]) as readonly (
    | ConsumedCapacity
    | undefined
  )[];
  return tables.reduce((sum, each) => sum + (each?.CapacityUnits ?? 0), 0);
}
