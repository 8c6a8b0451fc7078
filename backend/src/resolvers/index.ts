/**
 * Every field's resolver. Exhaustive by type: `ResolverModules` has a member for each Query, Mutation and Subscription field of
 * the contract, so a field without a resolver, and a resolver without a field, fail to compile here.
 */
import * as DeliveryLocker from './Delivery.locker.ts';
import * as DeliverySignature from './Delivery.signature.ts';
import * as LockerCompartments from './Locker.compartments.ts';
import * as markDelivered from './Mutation.markDelivered.ts';
import * as markPickedUp from './Mutation.markPickedUp.ts';
import * as openCompartment from './Mutation.openCompartment.ts';
import * as publishDeliveryEvent from './Mutation.publishDeliveryEvent.ts';
import * as publishLockerEvent from './Mutation.publishLockerEvent.ts';
import * as reportDeliveryProblem from './Mutation.reportDeliveryProblem.ts';
import * as requestSignatureUpload from './Mutation.requestSignatureUpload.ts';
import * as getDelivery from './Query.getDelivery.ts';
import * as getLocker from './Query.getLocker.ts';
import * as listBuildingLockers from './Query.listBuildingLockers.ts';
import * as listLockerEvents from './Query.listLockerEvents.ts';
import * as listMyDeliveries from './Query.listMyDeliveries.ts';
import * as me from './Query.me.ts';
import * as onDeliveryUpdated from './Subscription.onDeliveryUpdated.ts';
import * as onLockerEvent from './Subscription.onLockerEvent.ts';
import type { ResolverModules } from './modules.ts';

export { pipelineFunctions } from './functions.ts';

export const resolvers = {
  'Query.me': me,
  'Query.getDelivery': getDelivery,
  'Query.listMyDeliveries': listMyDeliveries,
  'Query.getLocker': getLocker,
  'Query.listBuildingLockers': listBuildingLockers,
  'Query.listLockerEvents': listLockerEvents,
  'Mutation.markDelivered': markDelivered,
  'Mutation.markPickedUp': markPickedUp,
  'Mutation.reportDeliveryProblem': reportDeliveryProblem,
  'Mutation.requestSignatureUpload': requestSignatureUpload,
  'Mutation.openCompartment': openCompartment,
  'Mutation.publishLockerEvent': publishLockerEvent,
  'Mutation.publishDeliveryEvent': publishDeliveryEvent,
  'Subscription.onDeliveryUpdated': onDeliveryUpdated,
  'Subscription.onLockerEvent': onLockerEvent,
  'Delivery.locker': DeliveryLocker,
  'Delivery.signature': DeliverySignature,
  'Locker.compartments': LockerCompartments,
} as const satisfies ResolverModules;
