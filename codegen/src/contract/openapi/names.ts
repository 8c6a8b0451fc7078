/** Names of the SDK, derived from the contract's own nouns. */
import { contractError } from '../finding.ts';
import { contractPath, type TagObject } from './document.ts';
import type { Operation } from './operations.ts';

export const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `invoiceExports` → `InvoiceExports` */
export const pluralNoun = (tag: string): string => capitalize(tag);

type Tag = Pick<TagObject, 'name' | 'x-northwind-singular'>;

/**
 * `invoiceExports` → `InvoiceExport`, `deliveries` → `Delivery`, `boxes` → `Box`. A tag whose singular is made otherwise (people,
 * statuses) says it by `x-northwind-singular`.
 */
export function singularNoun({ name, 'x-northwind-singular': own }: Tag): string {
  if (own !== undefined) return capitalize(own);
  return capitalize(
    name
      .replace(/ies$/, 'y')
      .replace(/(x|z|ch|sh|ss)es$/, '$1')
      .replace(/([^s])s$/, '$1'),
  );
}

/** `invoiceExports` → `InvoiceExportsResource` */
export const resourceClassName = (tag: string): string => `${pluralNoun(tag)}Resource`;

/** `invoiceExports` → `invoice-exports` */
export const fileName = (tag: string): string =>
  tag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const nouns = (tag: Tag): string[] => [pluralNoun(tag.name), singularNoun(tag)];

/** Whether the operationId has the noun of its tag in it. */
export const namesItsNoun = ({ operationId, tag }: Operation): boolean =>
  nouns(tag).some((noun) => operationId.includes(noun));

/** The operationId minus the tag's noun: `listInvoiceLines` → `listLines`, `createInvoiceExport` → `create`. */
export function methodName({ operationId, tag }: Operation): string {
  const noun = nouns(tag).find((candidate) => operationId.includes(candidate));
  if (noun === undefined)
    throw contractError(
      contractPath,
      `operationId ${operationId} does not name the noun of its tag "${tag.name}".`,
    );
  return operationId.replace(noun, '');
}

/** Type of an operation's query or body: `listInvoices` → `InvoiceListParams`, `payInvoice` → `InvoicePayParams`. */
export function paramsTypeName(operation: Operation): string {
  return `${singularNoun(operation.tag)}${capitalize(methodName(operation))}Params`;
}

/** Names that a schema or a GraphQL type may not have: TypeScript's own, and those of the code that is generated around it. */
export const reservedTypeNames: ReadonlySet<string> = new Set([
  ...[
    'Array',
    'Date',
    'Error',
    'Function',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'Proxy',
    'RegExp',
  ],
  ...[
    'Set',
    'String',
    'Boolean',
    'Symbol',
    'URL',
    'Request',
    'Response',
    'Record',
    'Readonly',
    'Partial',
    'Required',
  ],
  ...['Pick', 'Omit', 'Exclude', 'Extract', 'NonNullable', 'Parameters', 'ReturnType', 'Awaited', 'Iterator'],
  ...['Operations', 'OperationId', 'OperationIdOf', 'OperationRequest', 'OperationReply', 'OperationHandler'],
  ...['OperationHandlers', 'FunctionName', 'FieldArguments', 'FieldResults', 'FieldSources', 'FieldName'],
  ...[
    'ApiPromise',
    'ListPromise',
    'RequestOptions',
    'IfMatchRequestOptions',
    'OptionalIfMatchRequestOptions',
  ],
  ...['ResourceContext', 'Resources', 'Northwind', 'NorthwindError', 'NorthwindOptions', 'JsonObject'],
]);

/** What the client has beside the resources of the contract's tags. */
export const reservedTagNames: ReadonlySet<string> = new Set([
  'constructor',
  'graphql',
  'live',
  'raw',
  'signatures',
]);

/** What a path parameter may not be called: the method's other parameters and the helper it calls. */
export const reservedParameterNames: ReadonlySet<string> = new Set([
  ...[
    'arguments',
    'await',
    'break',
    'call',
    'case',
    'catch',
    'class',
    'const',
    'continue',
    'debugger',
    'default',
    'delete',
  ],
  ...[
    'do',
    'else',
    'enum',
    'eval',
    'export',
    'extends',
    'false',
    'finally',
    'for',
    'function',
    'if',
    'implements',
    'import',
  ],
  ...[
    'in',
    'instanceof',
    'interface',
    'let',
    'list',
    'new',
    'null',
    'options',
    'package',
    'params',
    'path',
    'private',
  ],
  ...[
    'protected',
    'public',
    'return',
    'static',
    'super',
    'switch',
    'this',
    'throw',
    'true',
    'try',
    'typeof',
    'undefined',
  ],
  ...['var', 'void', 'while', 'with', 'yield'],
]);
