/** The queue of exports to make. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { TenantId } from '../../domain/principal.ts';

/** What stands in a message: who asked for which export. */
export interface ExportMessage {
  readonly partnerId: string;
  readonly exportId: string;
}

export interface ExportQueue {
  send(tenant: TenantId, exportId: string): Promise<void>;
}

/**
 * Messages of one partner form a group: they are worked off one after another, so that a partner with many exports does not
 * take all workers. The export's id is the deduplication id.
 */
export const exportQueue = (client: () => SQSClient, queueUrl: () => string): ExportQueue => ({
  async send(tenant, exportId) {
    const message: ExportMessage = { partnerId: tenant, exportId };
    await client().send(
      new SendMessageCommand({
        QueueUrl: queueUrl(),
        MessageBody: JSON.stringify(message),
        MessageGroupId: tenant,
        MessageDeduplicationId: exportId,
      }),
    );
  },
});
