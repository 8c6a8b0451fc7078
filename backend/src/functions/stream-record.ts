/** A locker's event out of a record of the table's stream. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { entityOf } from '../data/items.ts';
import type { LockerEvent } from '../domain/locker-event.ts';

/** Work, logs and counts each want the event of a record. */
const events = new WeakMap<DynamoDBRecord, LockerEvent>();

/** The filters of `stream-filters.ts` let through nothing but new events. */
export const lockerEventOf = (record: DynamoDBRecord): LockerEvent => {
  const image = (record.dynamodb?.NewImage ?? {}) as Parameters<typeof unmarshall>[0];
  const event = events.get(record) ?? entityOf<LockerEvent>(unmarshall(image));
  events.set(record, event);
  return event;
};

/** Events of one locker are published one after another; the partition key is the locker. */
export const lockerOf = (record: DynamoDBRecord): string => record.dynamodb?.Keys?.['pk']?.S ?? '';

/**
 * What a partial batch response names: Lambda goes on from the lowest of these numbers, which is why records behind it may come again
 * ("Configuring partial batch response with DynamoDB and Lambda").
 */
export const failedFrom = (records: readonly DynamoDBRecord[]) => ({
  batchItemFailures: records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
});
