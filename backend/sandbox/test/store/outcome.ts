/** What came of a request, in a form that two stores can be compared by. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Any command of the client: they have no common type that each of them is assignable to. */
export interface Command {
  readonly input: object;
}

export interface Refused {
  error: string;
  message: string;
  /** `CancellationReasons` of a transaction. */
  reasons?: unknown;
  /** The item, when `ReturnValuesOnConditionCheckFailure` asked for it. */
  item?: unknown;
}

export async function outcome(
  client: DynamoDBClient,
  command: Command,
): Promise<Record<string, unknown> | Refused> {
  try {
    const { $metadata: _metadata, ...reply } = (await client.send(
      command as Parameters<typeof client.send>[0],
    )) as unknown as Record<string, unknown>;
    return withoutUndefined(reply) as Record<string, unknown>;
  } catch (error) {
    const { name, message, CancellationReasons, Item } = error as Error & {
      CancellationReasons?: unknown;
      Item?: unknown;
    };
    return withoutUndefined({ error: name, message, reasons: CancellationReasons, item: Item }) as Refused;
  }
}

function withoutUndefined(value: unknown): unknown {
  if (value instanceof Date || value instanceof Uint8Array || typeof value !== 'object' || value === null)
    return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, withoutUndefined(member)]),
  );
}
