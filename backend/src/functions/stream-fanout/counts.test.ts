import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { countsOf } from './counts.ts';

const record = (type: string): DynamoDBRecord => ({
  dynamodb: { NewImage: marshall({ pk: 'LOCKER', sk: 'EVENT', type }) as never },
});

describe('Counts of a batch', () => {
  const delivered = record('delivery_delivered');
  const batch = [
    delivered,
    record('delivery_delivered'),
    record('delivery_picked_up'),
    record('door_opened'),
  ];

  it('have the deliveries that were completed', () => {
    expect(countsOf(batch, [])).toEqual({ EventsPublished: 4, DeliveriesCompleted: 2 });
  });

  it('leave out what failed, which comes again', () => {
    expect(countsOf(batch, [delivered])).toEqual({
      EventsPublished: 3,
      DeliveriesCompleted: 1,
      EventsNotPublished: 1,
    });
  });
});
