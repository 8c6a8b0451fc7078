/** From the text of a request to a document and the operation in it. */
import { getOperationAST, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';

export interface GraphQLRequestBody {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** The request is not one that can be answered with GraphQL errors: HTTP 400. */
export class MalformedRequestError extends Error {
  override readonly name = 'MalformedRequestError';
  readonly errorType: string;

  constructor(message: string, errorType = 'MalformedHttpRequestException') {
    super(message);
    this.errorType = errorType;
  }
}

const unparsable = 'Unable to parse GraphQL query.';

/** Says why a request's text is not worth parsing, or nothing. */
export type RefuseText = (text: string) => string | undefined;

/** @throws MalformedRequestError */
export function readBody(text: string, refuse: RefuseText): GraphQLRequestBody {
  if (text.trim() === '') throw new MalformedRequestError('Request body is empty.');
  const refusal = refuse(text);
  if (refusal !== undefined) throw new MalformedRequestError(refusal, 'BadRequestException');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new MalformedRequestError(unparsable);
  }
  const { query, operationName, variables } = (body ?? {}) as Record<string, unknown>;
  if (typeof query !== 'string' || query === '') throw new MalformedRequestError(unparsable);
  if (
    variables !== undefined &&
    variables !== null &&
    (typeof variables !== 'object' || Array.isArray(variables))
  ) {
    throw new MalformedRequestError(unparsable);
  }
  return {
    query,
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : null,
    variables: (variables ?? null) as GraphQLRequestBody['variables'],
  };
}

export interface ParsedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Documents repeat (a client has a fixed set of them), and a thousand subscribers send one text. */
const cacheSize = 500;
const parsed = new Map<string, DocumentNode>();

/** The limit of graphql-java, which AppSync is built on (`ParserOptions.MAX_QUERY_TOKENS`). */
const maxTokens = 15_000;

/** Ten times the largest document of a program; what it works on travels as variables. */
const maxCharacters = 32 * 1024;

/** @throws MalformedRequestError */
export function parseOperation(body: GraphQLRequestBody): ParsedOperation {
  if (body.query.length > maxCharacters) {
    const message = `The query is longer than ${maxCharacters} characters. Send values as variables.`;
    throw new MalformedRequestError(message, 'BadRequestException');
  }
  let document = parsed.get(body.query);
  if (document === undefined) {
    try {
      document = parse(body.query, { maxTokens });
    } catch {
      throw new MalformedRequestError(unparsable);
    }
    if (parsed.size >= cacheSize) parsed.delete(parsed.keys().next().value as string);
    parsed.set(body.query, document);
  }
  const operation = getOperationAST(document, body.operationName);
  if (!operation) {
    const message =
      body.operationName === null
        ? 'Must provide operation name if query contains multiple operations.'
        : `Unknown operation named '${body.operationName}'.`;
    throw new MalformedRequestError(message, 'BadRequestException');
  }
  return { document, operation };
}
