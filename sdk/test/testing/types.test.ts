// What the compiler refuses is half of what the handlers are for: a line marked @ts-expect-error that compiled would fail `tsc`.
import { expect, expectTypeOf, it } from 'vitest';
import type * as sdk from '../../src/index.ts';
import {
  delivery,
  graphql,
  invoice,
  lockerEvent,
  northwindHandlers,
  on,
  problem,
  type components,
} from '../../src/testing/index.ts';

it('a sample is what the SDK returns', () => {
  expectTypeOf(invoice()).toExtend<sdk.Invoice>();
  expectTypeOf(delivery()).toExtend<sdk.Delivery>();
  expectTypeOf(problem()).toExtend<sdk.Problem>();
  expectTypeOf(invoice()).toEqualTypeOf<components['schemas']['Invoice']>();
  expectTypeOf(graphql.delivery()).toEqualTypeOf<graphql.Delivery>();
  expectTypeOf(lockerEvent()).toEqualTypeOf<graphql.LockerEvent>();
});

/** Compiled, never called. */
export const refused = [
  // @ts-expect-error: no such property
  () => invoice({ staus: 'open' }),
  // @ts-expect-error: no such status
  () => invoice({ status: 'opened' }),
  // @ts-expect-error: REST writes lower case
  () => delivery({ status: 'PICKED_UP' }),
  // @ts-expect-error: no such property of a nested object
  () => invoice({ customer: { nane: 'x' } }),
  // @ts-expect-error: no such operation
  () => on.getInvoce(({ response }) => response(200).json(invoice())),
  // @ts-expect-error: the operation never answers with this status
  () => on.getInvoice(({ response }) => response(418).json(problem())),
  // @ts-expect-error: not what this status carries
  () => on.getInvoice(({ response }) => response(200).json(delivery())),
  // @ts-expect-error: an error carries a problem
  () => on.getInvoice(({ response }) => response(404).json(invoice())),
  // @ts-expect-error: no such parameter in the path
  () => on.getInvoice(({ params, response }) => response(200).json(invoice({ id: params.id }))),
  () =>
    on.listInvoices(({ query, response }) => {
      // @ts-expect-error: no such parameter in the query
      const cursor = query.get('page');
      return response(200).json({ data: [], nextCursor: cursor });
    }),
  () =>
    on.payInvoice(async ({ request, response }) => {
      const body = await request.json();
      // @ts-expect-error: no such property in the body
      return response(409).json(problem({ detail: body.sum }));
    }),
  // @ts-expect-error: 204 has no body
  () => on.deleteInvoice(({ response }) => response(204).json({})),
  // @ts-expect-error: no such argument
  () => on.graphql.getDelivery(({ args }) => graphql.delivery({ id: args.id })),
  // @ts-expect-error: another type
  () => on.graphql.getDelivery(() => graphql.locker()),
  // @ts-expect-error: GraphQL's delivery is not REST's
  () => on.graphql.getDelivery(() => delivery()),
  // @ts-expect-error: only what the type has is pushed
  () => on.graphql.onLockerEvent(() => [delivery()]),
  // @ts-expect-error: no such option
  () => northwindHandlers({ url: 'http://localhost' }),
];

it('what compiles is a handler', () => {
  expect(on.deleteInvoice(({ response }) => response(204).empty()).info).toMatchObject({ method: 'DELETE' });
});
