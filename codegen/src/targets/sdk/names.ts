/** Names of the SDK, derived from the contract's own nouns. */
import type { Operation } from '../../contract/openapi/operations.ts';

const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `invoiceExports` → `InvoiceExports` */
export const pluralNoun = (tag: string): string => capitalize(tag);

/** `invoiceExports` → `InvoiceExport`, `deliveries` → `Delivery` */
export function singularNoun(tag: string): string {
  return capitalize(tag.replace(/ies$/, 'y').replace(/s$/, ''));
}

/** `invoiceExports` → `InvoiceExportsResource` */
export const resourceClassName = (tag: string): string => `${pluralNoun(tag)}Resource`;

/** `invoiceExports` → `invoice-exports` */
export const fileName = (tag: string): string =>
  tag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The operationId minus the tag's noun: `listInvoiceLines` → `listLines`, `createInvoiceExport` → `create`. */
export function methodName({ operationId, tag }: Operation): string {
  for (const noun of [pluralNoun(tag.name), singularNoun(tag.name)]) {
    if (operationId.includes(noun)) return operationId.replace(noun, '');
  }
  throw new Error(`operationId ${operationId} does not name the noun of its tag "${tag.name}".`);
}

/** Type of an operation's query or body: `listInvoices` → `InvoiceListParams`, `payInvoice` → `InvoicePayParams`. */
export function paramsTypeName(operation: Operation): string {
  return `${singularNoun(operation.tag.name)}${capitalize(methodName(operation))}Params`;
}
