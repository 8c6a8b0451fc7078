/**
 * A value that Northwind sends: one of the known ones, or one that it added after this version of the SDK. Comparing and completion
 * work as with the known values alone; a `switch` needs a `default`. To be told by the compiler when an update of the SDK knows more
 * values, match the closed type:
 *
 * @example
 * ```ts
 * import type { Invoice, InvoiceStatus } from '@northwind/sdk';
 *
 * function label(invoice: Invoice): string {
 *   const status = invoice.status as InvoiceStatus;
 *   switch (status) {
 *     case 'draft':
 *     case 'open':
 *       return 'to be paid';
 *     case 'paid':
 *     case 'void':
 *     case 'uncollectible':
 *       return 'closed';
 *     default:
 *       status satisfies never; // an error here names the value that is new in the SDK
 *       return invoice.status; // a value that is newer than the SDK
 *   }
 * }
 * ```
 */
export type Open<Known extends string> = Known | (string & Record<never, never>);
