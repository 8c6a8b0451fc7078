/** What an event was caused by, as the functions' logs name it: so that the trace can be followed from hop to hop. */
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { claimedCorrelationId } from '../../../src/functions/sensor-projector/read-message.ts';
import { lockerEventOf } from '../../../src/functions/stream-record.ts';

type AnyEvent = Partial<{
  /** Of API Gateway. */
  requestContext: { requestId?: string };
  /** Of a queue or of the table's stream. */
  Records: readonly (SQSRecord | DynamoDBRecord)[];
  /** Of a resolver that opens a compartment. */
  commandId: string;
}>;

const ofQueued = (record: SQSRecord): string | undefined =>
  claimedCorrelationId(record) ?? /"correlationId":"([^"]+)"/.exec(record.body)?.[1];

const ofRecord = (record: SQSRecord | DynamoDBRecord): string | undefined =>
  'body' in record ? ofQueued(record) : lockerEventOf(record).correlationId;

export const correlationIdsOf = (event: unknown): readonly string[] => {
  const { requestContext, Records = [], commandId } = (event ?? {}) as AnyEvent;
  const found = [requestContext?.requestId, commandId, ...Records.map(ofRecord)];
  return [...new Set(found.filter((id) => id !== undefined))];
};
