/** An event with its locker's next sequence: what every change that the live stream shows adds to its transaction. */
import { itemType } from './item-types.ts';
import type { eventItem } from './items.ts';
import { sequenceKey } from './keys.ts';
import type { Write } from './transaction.ts';

/** They hold only if nothing else happened at the locker since its last sequence was read. */
export const sequenceWrites = (event: ReturnType<typeof eventItem>): readonly Write[] => [
  {
    label: 'sequence',
    Update: {
      Key: sequenceKey(event.lockerId),
      UpdateExpression: 'SET #sequence = :next, #type = :type, lockerId = :locker',
      ConditionExpression:
        event.sequence === 1 ? 'attribute_not_exists(pk) OR #sequence = :last' : '#sequence = :last',
      ExpressionAttributeNames: { '#sequence': 'sequence', '#type': 'type' },
      ExpressionAttributeValues: {
        ':next': event.sequence,
        ':last': event.sequence - 1,
        ':type': itemType.sequence,
        ':locker': event.lockerId,
      },
    },
  },
  { label: 'event', Put: { Item: event, ConditionExpression: 'attribute_not_exists(pk)' } },
];
