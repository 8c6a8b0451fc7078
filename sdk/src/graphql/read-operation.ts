import { UsageError } from '../errors/usage-error.ts';

/** The client's method for each kind of operation. */
const METHODS = { query: 'query', mutation: 'mutate', subscription: 'subscribe' } as const;

/** The kind of an operation. */
export type OperationKind = keyof typeof METHODS;

/** What to send of a document. */
export interface NamedOperation {
  readonly name: string;
  readonly query: string;
}

/** Comments, and strings with the brackets in them; commas and a byte order mark, which GraphQL ignores. */
const IGNORED = /#.*|"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|[,\uFEFF]/g;

/** What stands before the selection of each definition, without its arguments: `['query GetLocker', 'fragment Door on Compartment']`. */
function headsOf(text: string): string[] {
  let rest = text.replace(IGNORED, ' ');
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/\([^(){}]*\)/g, ' ').replace(/\{[^(){}]*\}/g, ';');
  }
  return rest.split(';').slice(0, -1);
}

/**
 * Reads from a document's text what it is to be sent with.
 *
 * @param expected the kind that the called method sends
 * @throws `UsageError` unless the text holds exactly one operation, which has a name and is of that kind.
 */
export function readOperation(document: { toString(): string }, expected: OperationKind): NamedOperation {
  // graphql-codegen's documents extend `String`, perhaps that of another realm. Anything else holds no operation.
  const isText = Object.prototype.toString.call(document) === '[object String]';
  const query = isText ? document.toString() : '';
  const operations = headsOf(query)
    .map((head) => /^\s*(?:(query|mutation|subscription)\b\s*(\w*)|$)/.exec(head))
    .filter((match) => match !== null);
  const [, kind = 'query', name] = operations[0] ?? [];
  if (operations.length !== 1) {
    throw new UsageError(
      `A document must be a string with one operation; this one has ${operations.length}. (graphql-codegen: \`documentMode: 'string'\`)`,
    );
  }
  if (!name) throw new UsageError(`The document's ${kind} has no name: write \`${kind} YourName\`.`);
  if (kind !== expected) {
    throw new UsageError(`${name} is a ${kind}: use \`graphql.${METHODS[kind as OperationKind]}\`.`);
  }
  return { name, query };
}
