/** What one batch of the stream adds to the business metrics. */
import type { DynamoDBRecord } from 'aws-lambda';
import { lockerEventOf } from '../stream-record.ts';

/**
 * A delivery is completed when its parcel is in the locker. Events that were not published come again and are counted then, so that a
 * fault of the channel does not multiply deliveries.
 *
 * @returns metric → how many; zeros only where a chart would otherwise stop
 */
export function countsOf(
  records: readonly DynamoDBRecord[],
  failed: readonly DynamoDBRecord[],
): Readonly<Record<string, number>> {
  const published = records.filter((record) => !failed.includes(record));
  const completed = published.filter((record) => lockerEventOf(record).type === 'delivery_delivered');
  return {
    EventsPublished: published.length,
    DeliveriesCompleted: completed.length,
    ...(failed.length > 0 ? { EventsNotPublished: failed.length } : {}),
  };
}
