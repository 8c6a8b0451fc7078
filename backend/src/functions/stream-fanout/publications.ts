/** What an event of a locker is published as: a `LockerEvent`, and with it a `DeliveryEvent` if it brought a delivery a new status. */
import type { LockerEvent } from '../../domain/locker-event.ts';
import { view } from '../../domain/view.ts';
import { deliveryEventInputFields } from '../../generated/graphql-fields.ts';
import type { DeliveryEventInput } from '../../generated/graphql.ts';
import type { SystemVariables } from '../../generated/graphql-documents.ts';
import { lockerEventView, upper } from '../../resolvers/shared/views.ts';

export type Publication = {
  [Operation in keyof SystemVariables]: {
    readonly operation: Operation;
    readonly variables: SystemVariables[Operation];
  };
}[keyof SystemVariables];

const deliveryEventInput = (event: LockerEvent): DeliveryEventInput | undefined => {
  const { deliveryId, deliveryStatus, partnerId } = event;
  // Sensors name the delivery they saw too, but change nothing about it.
  if (deliveryId === undefined || deliveryStatus === undefined || partnerId === undefined) return undefined;
  return view(deliveryEventInputFields, {
    ...lockerEventView(event),
    deliveryId,
    partnerId,
    status: upper(deliveryStatus),
  });
};

/** One request, whoever follows: if a part of it fails both come again, and subscribers drop what they have seen. */
export const publicationOf = (event: LockerEvent): Publication => {
  const shown = lockerEventView(event);
  const input = deliveryEventInput(event);
  return input
    ? { operation: 'PublishDeliveryEvent', variables: { event: shown, input } }
    : { operation: 'PublishLockerEvent', variables: { input: shown } };
};
