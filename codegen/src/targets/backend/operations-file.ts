/** `operations.ts`: request and reply types by `operationId`, and the map of handlers that a function must have. */
import {
  contractPath,
  isReference,
  type OpenApiDocument,
  type ParameterObject,
} from '../../contract/openapi/document.ts';
import { flatSchemas, flattenAllOf } from '../../contract/openapi/flatten.ts';
import type { Operation } from '../../contract/openapi/operations.ts';
import { generatedHeader } from '../../generator.ts';
import { docComment, headerKey, memberLines, propertyKey, typeText } from '../../typescript/type-text.ts';

/** Set by the HTTP layer on every answer, so no handler has to. */
const headersOfTheHttpLayer = new Set(['X-Request-Id', 'Idempotency-Replayed']);

export function operationsFile(document: OpenApiDocument, operations: Operation[]): string {
  return [
    generatedHeader(contractPath),
    prelude,
    ...Object.entries(flatSchemas(document)).map(([name, schema]) => {
      const comment = isReference(schema) ? '' : docComment(schema.description, '');
      return !isReference(schema) && schema.type === 'object' && schema.properties !== undefined
        ? `\n${comment}export interface ${name} {\n${memberLines(schema, '  ')}}\n`
        : `\n${comment}export type ${name} = ${typeText(schema)};\n`;
    }),
    '\n/** Everything the contract says of each operation. */\nexport interface Operations {\n',
    ...operations.map((operation) => operationText(document, operation)),
    '}\n',
    helpers,
  ].join('');
}

function operationText(document: OpenApiDocument, operation: Operation): string {
  const { operationId, method, path, functionName, object } = operation;
  const locations = (['path', 'query', 'header'] as const).map(
    (location) => `      ${location}: ${parametersText(document, operation, location)};\n`,
  );
  return [
    docComment(`${object.summary}: \`${method.toUpperCase()} ${path}\`.`, '  '),
    `  ${operationId}: {\n`,
    `    function: '${functionName}';\n`,
    '    request: {\n',
    ...locations,
    `      body: ${bodyText(document, operation)};\n`,
    '    };\n',
    `    reply: ${replyText(document, operation)};\n`,
    '  };\n',
  ].join('');
}

function parametersText(
  document: OpenApiDocument,
  operation: Operation,
  location: ParameterObject['in'],
): string {
  const parameters = operation.parameters.filter((parameter) => parameter.in === location);
  if (parameters.length === 0) return 'Record<never, never>';
  const members = parameters.map((parameter) => {
    const schema = flattenAllOf(document, parameter.schema);
    const always = parameter.required || (!isReference(schema) && schema.default !== undefined);
    const key = location === 'header' ? headerKey(parameter.name) : propertyKey(parameter.name);
    return `${key}${always ? '' : '?'}: ${typeText(schema, '      ')}`;
  });
  return `{ ${members.join('; ')} }`;
}

function bodyText(document: OpenApiDocument, { requestBody }: Operation): string {
  const content = requestBody?.content['application/json'];
  return content === undefined ? 'undefined' : typeText(flattenAllOf(document, content.schema), '      ');
}

function replyText(document: OpenApiDocument, { responses }: Operation): string {
  return responses
    .filter(([status]) => status < 300)
    .map(([status, response]) => {
      const headers = Object.entries(response.headers ?? {}).filter(
        ([name]) => !headersOfTheHttpLayer.has(name),
      );
      const content = response.content?.['application/json'];
      const members = [
        `status: ${status}`,
        ...(headers.length === 0
          ? []
          : [
              `headers: { ${headers
                .map(([name, header]) => {
                  const { schema, required } = isReference(header)
                    ? (document.components.headers[header.$ref.split('/').at(-1) ?? ''] ?? {
                        schema: { type: 'string' },
                      })
                    : header;
                  return `${propertyKey(name)}${required ? '' : '?'}: ${typeText(schema)}`;
                })
                .join('; ')} }`,
            ]),
        ...(content === undefined
          ? []
          : [`body: ${typeText(flattenAllOf(document, content.schema), '    ')}`]),
      ];
      return `{ ${members.join('; ')} }`;
    })
    .join(' | ');
}

const prelude = `
/** Types of the REST contract for the functions that answer it. A request is seen as the validators leave it: defaults filled in. */
`;

const helpers = `
export type OperationId = keyof Operations;

/** A Lambda function that answers operations. */
export type FunctionName = Operations[OperationId]['function'];

/** The operations that a function answers. */
export type OperationIdOf<Name extends FunctionName> = {
  [Id in OperationId]: Operations[Id]['function'] extends Name ? Id : never;
}[OperationId];

/** What a handler is given: validated path, query, headers (\`ifMatch\`, \`idempotencyKey\`) and body. */
export type OperationRequest<Id extends OperationId> = Operations[Id]['request'];

/** What a handler may answer: a documented success. Refusals are thrown, by their problem code. */
export type OperationReply<Id extends OperationId> = Operations[Id]['reply'];

export type OperationHandler<Id extends OperationId, Context> = (
  request: OperationRequest<Id>,
  context: Context,
) => Promise<OperationReply<Id>>;

/**
 * One handler for each operation of a function. An operation without a handler, a handler without an operation, a wrong status,
 * a missing header or a wrong body does not compile.
 *
 *     export const handlers: OperationHandlers<'invoices-api', RequestContext> = { … };
 */
export type OperationHandlers<Name extends FunctionName, Context> = {
  [Id in OperationIdOf<Name>]: OperationHandler<Id, Context>;
};
`;
