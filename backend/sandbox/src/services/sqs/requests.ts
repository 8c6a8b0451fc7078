import type { SqsResponse } from './dispatch.ts';

/** The requests that pollers, rules and failure destinations make, in SQS's AWS JSON protocol. */

export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
}

export interface SqsRequests {
  /**
   * Receives what is there now. Long polling is not used: local-aws-sqs returns the same message several times while it
   * waits. `Sqs.onSend` says when to look again.
   */
  receive(queueUrl: string, maximum: number): Promise<ReceivedMessage[]>;
  /** Up to 10 messages, in one request. Those that can be are deleted even where it rejects. */
  delete(queueUrl: string, receiptHandles: readonly string[]): Promise<void>;
  /** To a standard queue. */
  send(queueUrl: string, body: string): Promise<void>;
}

/** Has a request answered in this process; with the queue that it is about, where it names one. */
export type SendRequest = (
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  queueUrl: string | undefined,
) => Promise<SqsResponse>;

/** @throws Error when the service refuses; its message names the operation and SQS's error. */
export function createSqsRequests(send: SendRequest): SqsRequests {
  async function call(
    operation: string,
    input: { readonly QueueUrl: string; readonly [parameter: string]: unknown },
  ): Promise<Record<string, unknown>> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
    };
    const { statusCode, body } = await send(headers, Buffer.from(JSON.stringify(input)), input.QueueUrl);
    if (statusCode !== 200) throw new Error(`SQS refused ${operation}: ${statusCode} ${body}`);
    return body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
  }

  return {
    async receive(queueUrl, maximum) {
      const reply = await call('ReceiveMessage', {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: maximum,
        WaitTimeSeconds: 0,
        AttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      return (reply['Messages'] as ReceivedMessage[] | undefined) ?? [];
    },
    async delete(queueUrl, receiptHandles) {
      const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed: [failed] = [] } = (await call('DeleteMessageBatch', {
        QueueUrl: queueUrl,
        Entries,
      })) as {
        readonly Failed?: readonly { readonly Code: string; readonly Message: string }[];
      };
      if (failed) throw new Error(`SQS refused to delete a message: ${failed.Code} ${failed.Message}`);
    },
    async send(queueUrl, body) {
      await call('SendMessage', { QueueUrl: queueUrl, MessageBody: body });
    },
  };
}
