/** Items that are read in one request. */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '../domain/refusal.ts';
import type { ItemKey } from './keys.ts';
import type { TableClient } from './table-client.ts';

/**
 * Those of these items that there are, in any order.
 *
 * @param keys - at most 100, each once: what DynamoDB reads at once
 * @throws Refusal `service_unavailable`
 */
export const readTogether = async (
  table: TableClient,
  keys: readonly ItemKey[],
  { consistent }: { readonly consistent: boolean },
): Promise<readonly Record<string, unknown>[]> => {
  if (keys.length === 0) return [];
  const Keys = keys.map((key) => ({ ...key }));
  const { Responses, UnprocessedKeys } = await table.client.send(
    new BatchGetCommand({ RequestItems: { [table.name]: { Keys, ConsistentRead: consistent } } }),
  );
  // So few items are left out only where DynamoDB takes no more for the moment.
  if ((UnprocessedKeys?.[table.name]?.Keys ?? []).length > 0)
    throw new Refusal('service_unavailable', 'Repeat the call in a moment.', { retryAfter: 1 });
  return Responses?.[table.name] ?? [];
};
