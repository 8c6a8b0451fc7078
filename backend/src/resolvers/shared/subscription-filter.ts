/** Enhanced filters replace the filtering by arguments ("Defining enhanced subscriptions filters"), so they name the locker, too. */
import { extensions, util, type SubscriptionFilterObject } from '@aws-appsync/utils';
import type { Locker } from '../../domain/locker.ts';
import type { DeliveryEvent, LockerEvent } from '../../generated/graphql.ts';

export const deliverOnly = <Event extends DeliveryEvent | LockerEvent>(
  wanted: SubscriptionFilterObject<Event>,
): void => {
  extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter<Event>(wanted));
};

/** The building with the locker: a locker that moves to another building takes its events with it. */
export const eventsOf = (locker: Locker) =>
  ({
    lockerId: { eq: locker.id },
    buildingId: { eq: locker.buildingId },
  }) satisfies SubscriptionFilterObject<LockerEvent> & SubscriptionFilterObject<DeliveryEvent>;
