/** One operation as a command: `payInvoice` is `invoices pay <invoiceId> --amount <integer>`. */
import {
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import { flattenAllOf } from '../../contract/openapi/flatten.ts';
import { fileName, methodName } from '../../contract/openapi/names.ts';
import type { Operation } from '../../contract/openapi/operations.ts';
import { exampleOf, mediaExample, oneLine, successSchemas } from '../sdk/method-doc.ts';
import { bodySchema, queryParameters } from '../sdk/models.ts';
import { commandExamples } from './command-examples.ts';
import { flag, type Flag } from './flag.ts';

type Schema = SchemaObject | ReferenceObject;

export function operationCommand(document: OpenApiDocument, operation: Operation): object {
  const { object, operationId, tag, scopes, groups } = operation;
  const body = bodySchema(operation);
  const media = operation.requestBody?.content['application/json'];
  const parameters = operation.parameters
    .filter(({ in: location }) => location === 'path')
    .map((parameter) => ({
      name: parameter.name,
      description: oneLine(parameter.description ?? ''),
      example: exampleOf(document, parameter),
    }));
  const query = queryParameters(operation).map(({ name, schema, description, required }) =>
    flag(document, name, schema, { description, required }),
  );
  const fields = body ? bodyFlags(document, body) : undefined;
  const ifMatch = operation.parameters.find(({ name }) => name === 'If-Match');
  const resource = fileName(tag.name);
  const name = fileName(methodName(operation));
  return {
    operationId,
    resource,
    name,
    call: [tag.name, methodName(operation)],
    summary: object.summary,
    description: object.description.trim(),
    parameters,
    ...(query.length > 0 && { query }),
    ...(fields && { body: fields }),
    ...(operation.paginated && { paginated: true }),
    ...(operation.idempotent && { idempotent: true }),
    ...(ifMatch && { ifMatch: ifMatch.required ? 'required' : 'optional' }),
    ...(object.deprecated && { deprecated: true }),
    ...(operation.paginated && { columns: columns(document, operation) }),
    scopes,
    groups,
    examples: commandExamples({
      command: `northwind ${resource} ${name}`,
      values: parameters.map(({ example }) => example),
      flags: query,
      filter: operation.paginated
        ? queryParameters(operation)
            .filter((parameter) => !['limit', 'cursor'].includes(parameter.name))
            .map((parameter) => [parameter.name, exampleOf(document, parameter)] as const)
            .find(([, example]) => example !== undefined)
        : undefined,
      ...(fields && { body: { flags: fields, example: media && mediaExample(media) } }),
      ifMatch: ifMatch?.required ? exampleOf(document, ifMatch) : undefined,
      paginated: operation.paginated,
    }),
  };
}

function bodyFlags(document: OpenApiDocument, body: Schema): Flag[] {
  const { properties = {}, required = [] } = resolve<SchemaObject>(document, flattenAllOf(document, body));
  return Object.entries(properties).map(([name, schema]) =>
    flag(document, name, schema, { required: required.includes(name) }),
  );
}

const isScalar = ({ type }: SchemaObject): boolean => type !== 'object' && type !== 'array';

/**
 * What a table shows of an item, the most telling first: its id, its own scalars, then the ids of other things. The version and the
 * caller's own id tell nothing.
 */
function columns(document: OpenApiDocument, operation: Operation): string[] {
  const [answer] = successSchemas(operation);
  const page = resolve<SchemaObject>(document, answer ?? {});
  const data = resolve<SchemaObject>(document, page.properties?.['data'] ?? {});
  const item = resolve<SchemaObject>(document, flattenAllOf(document, data.items ?? {}));
  const names = Object.entries(item.properties ?? {})
    .filter(([, schema]) => isScalar(resolve<SchemaObject>(document, flattenAllOf(document, schema))))
    .map(([name]) => name)
    .filter((name) => !['partnerId', 'etag', 'updatedAt'].includes(name));
  const whichAreIds = (isId: boolean): string[] => names.filter((name) => /Id$/.test(name) === isId);
  return [...whichAreIds(false), ...whichAreIds(true)];
}
