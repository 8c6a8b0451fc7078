/** The queue of exports to make. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { TenantId } from '../../domain/principal.ts';
import { lazily } from '../../runtime/lazily.ts';

/** What stands in a message: who asked for which export. */
export interface ExportMessage {
  readonly partnerId: string;
  readonly exportId: string;
  /** Names the partner's call in the worker's log too. */
  readonly correlationId: string;
}

export interface ExportQueue {
  send(tenant: TenantId, exportId: string, correlationId: string): Promise<void>;
}

/** Loaded with the first export: a cold start that only reads invoices does not wait for the client of a queue. */
const connect = async (traced: <Client extends SQSClient>(client: Client) => Client) => {
  const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  return { client: traced(new SQSClient({})), SendMessageCommand };
};

/**
 * Messages of one partner form a group: they are worked off one after another, so that a partner with many exports does not
 * take all workers. The export's id is the deduplication id.
 */
export const exportQueue = (
  traced: <Client extends SQSClient>(client: Client) => Client,
  queueUrl: () => string,
): ExportQueue => {
  const connected = lazily(() => connect(traced));
  return {
    async send(tenant, exportId, correlationId) {
      const { client, SendMessageCommand } = await connected();
      const message: ExportMessage = { partnerId: tenant, exportId, correlationId };
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl(),
          MessageBody: JSON.stringify(message),
          MessageGroupId: tenant,
          MessageDeduplicationId: exportId,
        }),
      );
    },
  };
};
