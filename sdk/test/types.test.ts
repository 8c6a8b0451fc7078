import { describe, expectTypeOf, it } from 'vitest';
import type { components, operations } from '../src/generated/openapi.ts';
import type * as sdk from '../src/index.ts';

type Schemas = components['schemas'];
type Query<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>;

describe('types', () => {
  it('the plain models are those of openapi-typescript', () => {
    expectTypeOf<sdk.Invoice>().branded.toEqualTypeOf<Schemas['Invoice']>();
    expectTypeOf<sdk.InvoiceSummary>().toEqualTypeOf<Schemas['InvoiceSummary']>();
    expectTypeOf<sdk.InvoiceCreateParams>().toEqualTypeOf<Schemas['InvoiceCreate']>();
    expectTypeOf<sdk.InvoiceUpdateParams>().toEqualTypeOf<Schemas['InvoiceUpdate']>();
    expectTypeOf<sdk.InvoicePayParams>().toEqualTypeOf<Schemas['PaymentCreate']>();
    expectTypeOf<sdk.PaymentReceipt>().branded.toEqualTypeOf<Schemas['PaymentReceipt']>();
    expectTypeOf<sdk.InvoiceExport>().toEqualTypeOf<Schemas['InvoiceExport']>();
    expectTypeOf<sdk.Delivery>().toEqualTypeOf<Schemas['Delivery']>();
    expectTypeOf<sdk.Locker>().branded.toEqualTypeOf<Schemas['Locker']>();
    expectTypeOf<sdk.Health>().toEqualTypeOf<Schemas['Health']>();
    expectTypeOf<sdk.Problem>().toEqualTypeOf<Schemas['Problem']>();
    expectTypeOf<sdk.InvoiceListParams>().toEqualTypeOf<Query<'listInvoices'>>();
    expectTypeOf<sdk.DeliveryListParams>().toEqualTypeOf<Query<'listDeliveries'>>();
  });

  it('methods have concrete signatures', () => {
    type Invoices = sdk.Northwind['invoices'];
    expectTypeOf<Invoices['list']>().returns.toEqualTypeOf<sdk.ListPromise<sdk.InvoiceSummary>>();
    expectTypeOf<Invoices['get']>().parameters.toEqualTypeOf<
      [invoiceId: string, options?: sdk.RequestOptions | undefined]
    >();
    expectTypeOf<Invoices['get']>().returns.resolves.toEqualTypeOf<sdk.Invoice>();
    expectTypeOf<Awaited<ReturnType<Invoices['delete']>>>().toBeVoid();
    expectTypeOf<Invoices['void']>().returns.resolves.toEqualTypeOf<sdk.Invoice>();
  });

  it('a guarded update cannot be written without ifMatch', () => {
    expectTypeOf<sdk.Northwind['invoices']['update']>()
      .parameter(2)
      .toEqualTypeOf<sdk.IfMatchRequestOptions>();
    expectTypeOf<sdk.Northwind['lockers']['update']>()
      .parameter(2)
      .toEqualTypeOf<sdk.IfMatchRequestOptions>();
    expectTypeOf<sdk.IfMatchRequestOptions['ifMatch']>().toEqualTypeOf<string>();
  });

  it('options are closed and errors are told apart by the compiler', () => {
    expectTypeOf<{ environment: 'sandbox'; auth: string; apikey: string }>().toExtend<sdk.NorthwindOptions>();
    expectTypeOf<keyof sdk.NorthwindOptions>().toEqualTypeOf<
      | 'environment'
      | 'auth'
      | 'apiKey'
      | 'fetch'
      | 'webSocketImpl'
      | 'webSocketAuth'
      | 'connectTimeout'
      | 'hooks'
      | 'headers'
      | 'debug'
      | keyof sdk.CallLimits
    >();
    expectTypeOf<typeof sdk.isRateLimitError>().guards.toEqualTypeOf<sdk.RateLimitError>();
    expectTypeOf<sdk.ApiError['code']>().toExtend<string>();
    expectTypeOf<'payment_exceeds_amount_due'>().toExtend<sdk.ApiError['code']>();
  });
});
