/** Which records of the table's stream concern a function ("Lambda event filtering"): the others do not even invoke it. */
import { entityAttribute, itemType } from '../data/item-types.ts';

/** Events are written once and never changed. */
export const newLockerEvents = {
  eventName: ['INSERT'],
  dynamodb: { NewImage: { [entityAttribute]: { S: [itemType.event] } } },
};

/** Of these, the ones that brought a delivery a new status. */
export const newDeliveryEvents = {
  eventName: ['INSERT'],
  dynamodb: {
    NewImage: { [entityAttribute]: { S: [itemType.event] }, deliveryStatus: { S: [{ exists: true }] } },
  },
};
