/** Exports of invoices. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { InvoiceExport } from '../domain/invoice-export.ts';
import type { TenantId } from '../domain/principal.ts';
import { entityOf, exportItem } from './items.ts';
import { exportKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import { transact, type Write } from './transaction.ts';

type Progress =
  | { readonly state: 'running' }
  | {
      readonly state: 'ready';
      readonly finishedAt: string;
      readonly invoiceCount: number;
      readonly sizeBytes: number;
    }
  | { readonly state: 'failed'; readonly finishedAt: string; readonly failureReason: string };

export const exportRepository = (table: TableClient) => ({
  /** Absent also when its time is over: DynamoDB may take two days to delete what has expired (AWS, "Time to Live"). */
  async find(
    tenant: TenantId,
    exportId: string,
    now: number = Date.now(),
  ): Promise<InvoiceExport | undefined> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: exportKey(tenant, exportId), ConsistentRead: true }),
    );
    if (!Item || Number(Item['expiresAt']) * 1000 <= now) return undefined;
    return entityOf<InvoiceExport>(Item);
  },

  async insert(invoiceExport: InvoiceExport, once: readonly Write[]): Promise<void> {
    await transact(table, [
      {
        label: 'export',
        Put: { Item: exportItem(invoiceExport), ConditionExpression: 'attribute_not_exists(pk)' },
      },
      ...once,
    ]);
  },

  /** Says how far an export is. `false` when it is finished or gone, and so must not be written. */
  async advance(tenant: TenantId, exportId: string, progress: Progress): Promise<boolean> {
    const fields = Object.entries(progress);
    try {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: exportKey(tenant, exportId),
          UpdateExpression: `SET ${fields.map((_, index) => `#f${index} = :f${index}`).join(', ')}`,
          ConditionExpression: '#state IN (:queued, :running)',
          ExpressionAttributeNames: {
            '#state': 'state',
            ...Object.fromEntries(fields.map(([name], index) => [`#f${index}`, name])),
          },
          ExpressionAttributeValues: {
            ':queued': 'queued',
            ':running': 'running',
            ...Object.fromEntries(fields.map(([, value], index) => [`:f${index}`, value])),
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});

export type ExportRepository = ReturnType<typeof exportRepository>;
