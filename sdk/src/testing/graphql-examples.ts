import { deliveryEvent, lockerEvent } from '../generated/testing/event-factories.ts';
import type { GraphQLOverrides, rootTypes } from '../generated/testing/fields.ts';
import { graphqlShapes } from '../generated/testing/shapes.ts';
import { hash } from './random.ts';
import { graphqlSamples } from './samples.ts';
import type { Pushes } from './subscriptions.ts';

type Args = Readonly<Record<string, unknown>>;

/** What happened at every sample locker: a read of its events finds so many, and a subscription goes on after them. */
const LATEST_SEQUENCE = 3;

/** What a step leads to, which the contract says in words; and responses that have to fit each other. */
const examples: { readonly [Field in keyof typeof rootTypes]?: (args: Args, seed: number) => object } = {
  markDelivered: () => ({ status: 'DELIVERED' }),
  markPickedUp: () => ({ status: 'PICKED_UP' }),
  reportDeliveryProblem: ({ reason, note }) => ({
    status: 'PROBLEM',
    problem: { reason, note: note ?? null },
  }),
  getLocker: () => ({ sequence: LATEST_SEQUENCE }),
  openCompartment: ({ clientMutationId }) => ({ id: clientMutationId }),
  listLockerEvents: ({ lockerId, after, limit }, seed) => ({
    latestSequence: LATEST_SEQUENCE,
    items: Array.from({ length: LATEST_SEQUENCE }, (_, index) => index + 1)
      .filter((sequence) => sequence > Number(after ?? 0))
      .slice(0, Number(limit ?? 100))
      .map((sequence) => lockerEvent({ lockerId: String(lockerId), sequence }, seed + sequence)),
  }),
};

/** A valid response of a query's or a mutation's field, with what its arguments name. */
export function exampleOf(field: string, args: Args, seed: number): unknown {
  const { input, ...direct } = args;
  const all = { ...direct, ...(input as Args | undefined) };
  const root = ['Query', 'Mutation'].find((name) => graphqlShapes[name]?.properties?.[field]);
  const type = graphqlShapes[root ?? '']?.properties?.[field]?.ref ?? '';
  const { properties = {} } = graphqlSamples.shape(type);
  const named = Object.entries(all).filter(([name, value]) => name in properties && value !== null);
  // `deliveryId` is the `id` of a Delivery.
  const idName = `${type.charAt(0).toLowerCase()}${type.slice(1)}Id`;
  const id = all[idName];
  const overrides = {
    ...Object.fromEntries(named),
    ...(typeof id === 'string' && { id }),
    ...examples[field as keyof typeof examples]?.(all, seed),
  };
  return graphqlSamples.make(type, overrides, typeof id === 'string' ? hash(`${seed} ${id}`) : seed);
}

/** One event for each subscription: the next one of its locker. */
export function pushesOf(seed: number): Record<string, Pushes> {
  const event = (args: Args) => ({
    ...(typeof args['lockerId'] === 'string' && { lockerId: args['lockerId'] }),
    sequence: LATEST_SEQUENCE + 1,
  });
  const pushes: Pick<GraphQLOverrides, never> & Record<string, Pushes> = {
    onDeliveryUpdated: ({ args }) => [deliveryEvent(event(args), seed)],
    onLockerEvent: ({ args }) => [
      lockerEvent(
        {
          ...event(args),
          ...(typeof args['buildingId'] === 'string' && { buildingId: args['buildingId'] }),
        },
        seed,
      ),
    ],
  };
  return pushes;
}
