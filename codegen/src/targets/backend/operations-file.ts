/** `operations.ts`: request and reply types by `operationId`, and the map of handlers that a function must have. */
import {
  contractPath,
  resolve,
  type HeaderObject,
  type OpenApiDocument,
  type ParameterObject,
} from '../../contract/openapi/document.ts';
import { headerKey, type Operation } from '../../contract/openapi/operations.ts';
import { generatedHeader } from '../../generator.ts';
import { OpenApiTypes } from '../../typescript/from-openapi.ts';
import { comment } from '../../typescript/text.ts';
import { inlineObject, named, printType, union, type Property } from '../../typescript/type.ts';

/** Set by the HTTP layer on every answer, so no handler has to. */
const headersOfTheHttpLayer = new Set(['X-Request-Id', 'Idempotency-Replayed', 'Client-Secret-Rotate-By']);

export function operationsFile(document: OpenApiDocument, operations: Operation[]): string {
  const types = new OpenApiTypes(document, 'receives');
  return [
    generatedHeader(contractPath),
    prelude,
    ...Object.entries(document.components.schemas).map(
      ([name, schema]) => `\n${types.declaration(name, schema)}`,
    ),
    '\n/** Everything the contract says of each operation. */\nexport interface Operations {\n',
    ...operations.map((operation) => operationText(document, types, operation)),
    '}\n',
    helpers,
  ].join('');
}

function operationText(document: OpenApiDocument, types: OpenApiTypes, operation: Operation): string {
  const { operationId, method, path, functionName, object } = operation;
  const locations = (['path', 'query', 'header'] as const).map(
    (location) => `      ${location}: ${parametersText(types, operation, location)};\n`,
  );
  const body = operation.requestBody?.content['application/json'];
  return [
    comment(`${object.summary}: \`${method.toUpperCase()} ${path}\`.`, '  '),
    `  ${operationId}: {\n`,
    `    function: '${functionName}';\n`,
    '    request: {\n',
    ...locations,
    `      body: ${body === undefined ? 'undefined' : printType(types.type(body.schema), '      ')};\n`,
    '    };\n',
    `    reply: ${replyText(document, types, operation)};\n`,
    '  };\n',
  ].join('');
}

function parametersText(types: OpenApiTypes, operation: Operation, location: ParameterObject['in']): string {
  const properties = operation.parameters
    .filter((parameter) => parameter.in === location)
    .map(({ name, schema, required }) =>
      types.property(location === 'header' ? headerKey(name) : name, schema, required ?? false),
    );
  return properties.length === 0 ? 'Record<never, never>' : inlineObject(properties, '      ');
}

function replyText(document: OpenApiDocument, types: OpenApiTypes, { responses }: Operation): string {
  const replies = responses
    .filter(([status]) => status < 300)
    .map(([status, response]) => {
      const headers = Object.entries(response.headers ?? {})
        .filter(([name]) => !headersOfTheHttpLayer.has(name))
        .map(([name, header]) => {
          const { schema, required } = resolve<HeaderObject>(document, header);
          return types.property(name, schema, required ?? false);
        });
      const content = response.content?.['application/json'];
      const members: Property[] = [
        { name: 'status', type: { kind: 'literal', value: status } },
        ...(headers.length === 0
          ? []
          : [{ name: 'headers', type: named(`Complete<${inlineObject(headers)}>`) }]),
        ...(content === undefined
          ? []
          : [{ name: 'body', type: named(`Complete<${printType(types.type(content.schema))}>`) }]),
      ];
      return named(inlineObject(members, '    '));
    });
  return printType(union(replies));
}

const prelude = `
/** Types of the REST contract for the functions that answer it. A request is seen as the validators leave it: defaults filled in. */
`;

const helpers = `
export type OperationId = keyof Operations;

/**
 * What a handler answers names every documented property, with \`undefined\` where there is none: an optional property that no view
 * writes does not compile.
 */
export type Complete<Value> = Value extends readonly (infer Item)[]
  ? readonly Complete<Item>[]
  : Value extends object
    ? {
        readonly [Name in keyof Value]-?:
          | Complete<Value[Name]>
          | (string extends Name ? never : Record<never, never> extends Pick<Value, Name> ? undefined : never);
      }
    : Value;

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
