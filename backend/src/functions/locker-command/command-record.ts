/** What was answered to a client mutation id: a repeat gets the same times, so that a late repeat cannot open a door late. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { itemType } from '../../data/item-types.ts';
import { mutationKey } from '../../data/keys.ts';
import type { TableClient } from '../../data/table-client.ts';
import { putRequest } from '../../data/transaction.ts';
import { IDEMPOTENCY_LABEL, putNew } from '../../data/writes.ts';
import type { DeviceCommand } from '../../generated/events/types.ts';

/** As long as the other mutations' marks: phones stay off over a weekend. */
const MARK_LIFETIME_SECONDS = 7 * 24 * 3600;

export interface CommandRecord {
  /** Tells a repeat from an id that was used before for something else. */
  readonly fingerprint: string;
  readonly result: Pick<DeviceCommand, 'issuedAt' | 'expiresAt'>;
}

export interface CommandRecords {
  /** Keeps the record unless there is one for this id; returns the one that is kept. */
  keepFirst(requestedBy: string, commandId: string, record: CommandRecord): Promise<CommandRecord>;
}

export const commandRecords = (table: TableClient): CommandRecords => ({
  async keepFirst(requestedBy, commandId, record) {
    const { client, name } = table;
    const key = mutationKey(requestedBy, commandId);
    const now = Math.floor(Date.now() / 1000);
    try {
      await client.send(
        new PutCommand(
          putRequest(
            table,
            putNew(IDEMPOTENCY_LABEL, {
              ...key,
              entity: itemType.mutation,
              ...record,
              expiresAt: now + MARK_LIFETIME_SECONDS,
            }),
          ),
        ),
      );
      return record;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    const { Item } = await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
    if (!Item) throw new Error(`The mark of ${commandId} was deleted while it was read.`);
    return Item as unknown as CommandRecord;
  },
});
