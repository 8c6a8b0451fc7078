import { describe, expect, expectTypeOf, it } from 'vitest';
import type { components, operations } from '../src/generated/openapi.ts';
import type * as sdk from '../src/index.ts';

type Schemas = components['schemas'];
type Query<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>;

type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Of each open enum, the known values alone. */
type Closed<T> =
  Identical<T, string & Record<never, never>> extends true
    ? never
    : T extends object
      ? { [Key in keyof T]: ClosedEach<T[Key]> }
      : T;
type ClosedEach<T> = T extends unknown ? Closed<T> : never;

describe('types', () => {
  it('the plain models are those of openapi-typescript', () => {
    expectTypeOf<Closed<sdk.Invoice>>().branded.toEqualTypeOf<Schemas['Invoice']>();
    expectTypeOf<Closed<sdk.InvoiceSummary>>().toEqualTypeOf<Schemas['InvoiceSummary']>();
    expectTypeOf<sdk.InvoiceCreateParams>().toEqualTypeOf<Schemas['InvoiceCreate']>();
    expectTypeOf<sdk.InvoiceUpdateParams>().toEqualTypeOf<Schemas['InvoiceUpdate']>();
    expectTypeOf<sdk.InvoicePayParams>().toEqualTypeOf<Schemas['PaymentCreate']>();
    expectTypeOf<Closed<sdk.PaymentReceipt>>().branded.toEqualTypeOf<Schemas['PaymentReceipt']>();
    expectTypeOf<Closed<sdk.InvoiceExport>>().toEqualTypeOf<Schemas['InvoiceExport']>();
    expectTypeOf<Closed<sdk.Delivery>>().toEqualTypeOf<Schemas['Delivery']>();
    expectTypeOf<Closed<sdk.Locker>>().branded.toEqualTypeOf<Schemas['Locker']>();
    expectTypeOf<Closed<sdk.Health>>().toEqualTypeOf<Schemas['Health']>();
    expectTypeOf<Closed<sdk.Problem>>().toEqualTypeOf<Schemas['Problem']>();
    expectTypeOf<sdk.InvoiceListParams>().toEqualTypeOf<Query<'listInvoices'>>();
    expectTypeOf<sdk.DeliveryListParams>().toEqualTypeOf<Query<'listDeliveries'>>();
  });

  it('an enum in a response is open: known values are told, others admitted, and matching it fully still possible', () => {
    const invoice = { status: 'disputed' } as sdk.Invoice;
    const known = invoice.status as sdk.InvoiceStatus;
    const label = (status: sdk.InvoiceStatus): string => {
      switch (status) {
        case 'draft':
        case 'open':
        case 'paid':
        case 'void':
        case 'uncollectible':
          return status;
        default:
          status satisfies never;
          return 'newer than the SDK';
      }
    };
    expectTypeOf<'disputed'>().toExtend<sdk.Invoice['status']>();
    expectTypeOf<'open'>().toExtend<sdk.Invoice['status']>();
    expectTypeOf<'disputed'>().not.toExtend<NonNullable<sdk.InvoiceListParams['status']>>();
    expect(label(known)).toBe('newer than the SDK');
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
