/** Exports of invoices. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { InvoiceExport } from '../domain/invoice-export.ts';
import type { TenantId } from '../domain/principal.ts';
import { entityOf, exportItem } from './items.ts';
import { exportKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import { transact, updateRequest } from './transaction.ts';
import { putNew, type UpdateWrite, type Write } from './writes.ts';

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

  async insert(invoiceExport: InvoiceExport, record: readonly Write[]): Promise<void> {
    await transact(table, [putNew('export', exportItem(invoiceExport)), ...record]);
  },

  /** Says how far an export is. `false` when it is finished or gone, and so must not be written. */
  async advance(tenant: TenantId, exportId: string, progress: Progress): Promise<boolean> {
    const write: UpdateWrite = {
      kind: 'update',
      label: 'export',
      key: exportKey(tenant, exportId),
      set: { ...progress },
      conditions: [{ attribute: 'state', is: 'one of', value: ['queued', 'running'] }],
    };
    try {
      await table.client.send(new UpdateCommand(updateRequest(table, write)));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});

export type ExportRepository = ReturnType<typeof exportRepository>;
