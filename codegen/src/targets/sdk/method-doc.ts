/** TSDoc of one method, told from the contract: what it does, what it takes, what it throws, and how it is called. */
import type {
  Json,
  MediaTypeObject,
  OpenApiDocument,
  OperationObject,
} from '../../contract/openapi/document.ts';
import { isReference, resolve } from '../../contract/openapi/document.ts';
import type { Operation } from '../../contract/openapi/operations.ts';
import { comment, literal, propertyKey } from '../../typescript/text.ts';
import { bodySchema, queryParameters } from './models.ts';
import { methodName, singularNoun } from '../../contract/openapi/names.ts';

/** Statuses that any call may answer; they are documented once, in the class's own comment, not at each method. */
const COMMON_STATUSES = [401, 403, 429];

export function methodDoc(document: OpenApiDocument, operation: Operation, indent: string): string {
  const { object } = operation;
  const lines = [object.summary + '.', '', object.description.trim(), '', ...whoMayCall(operation)];
  for (const parameter of operation.parameters.filter(({ in: location }) => location === 'path')) {
    lines.push(`@param ${parameter.name} - ${oneLine(parameter.description ?? '')}`);
  }
  const body = bodySchema(operation);
  if (body) lines.push(`@param params - ${oneLine(resolve(document, body).description ?? 'The body.')}`);
  else if (queryParameters(operation).length > 0) lines.push('@param params - Filters and paging.');
  if (operation.paginated) lines.splice(-1, 1, '@param params - Filters and the size of a page.');
  lines.push('@param options - Limits, signal, idempotency key and headers of this call.');
  lines.push(`@returns ${oneLine(successDescription(operation))}`);
  for (const [status, response] of operation.responses) {
    const name = response['x-northwind-error']?.name;
    if (name && status < 500 && !COMMON_STATUSES.includes(status))
      lines.push(`@throws \`${name}\` (${status}) ${oneLine(response.description)}`);
  }
  lines.push('@throws {@link NorthwindError} Whatever else fails: see the classes that extend it.', '');
  lines.push('@example', '```ts', ...example(document, operation), '```');
  if (object.deprecated) lines.push(deprecation(object));
  return comment(lines.join('\n'), indent);
}

function whoMayCall({ open, scopes, groups }: Operation): string[] {
  if (open) return [];
  const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  return [`Needs the scope ${list(scopes)}. Callers: ${list(groups)}.`, ''];
}

function deprecation({
  'x-northwind-replaced-by': replacement,
  'x-sunset': sunset,
}: OperationObject): string {
  const use = replacement === undefined ? '' : ` Use \`${replacement}\`.`;
  return `@deprecated${use}${sunset === undefined ? '' : ` It goes after ${sunset}.`}`;
}

/** A program that compiles, with the contract's own examples as its values. */
function example(document: OpenApiDocument, operation: Operation): string[] {
  const call = `northwind.${operation.tag.name}.${methodName(operation)}`;
  const parameters: string[] = [];
  for (const parameter of operation.parameters.filter(({ in: location }) => location === 'path')) {
    parameters.push(literal(exampleOf(document, parameter)));
  }
  const body = operation.requestBody?.content['application/json'];
  if (body) parameters.push(literal(mediaExample(body)));
  if (operation.paginated && queryParameters(operation).length > 2) {
    const filter = queryParameters(operation).find(
      (parameter) => exampleOf(document, parameter) !== undefined,
    );
    if (filter) parameters.push(`{ ${propertyKey(filter.name)}: ${literal(exampleOf(document, filter))} }`);
  }
  const ifMatch = operation.parameters.find(
    ({ in: location, name }) => location === 'header' && name === 'If-Match',
  );
  if (ifMatch?.required) parameters.push(`{ ifMatch: ${literal(exampleOf(document, ifMatch))} }`);
  const lines = ["import { Northwind } from '@northwind/sdk';", '', 'const northwind = Northwind.fromEnv();'];
  const item = singularNoun(operation.tag).replace(/^./, (letter) => letter.toLowerCase());
  if (operation.paginated) {
    const name = methodName(operation) === 'list' ? item : 'item';
    lines.push(
      `for await (const ${name} of ${call}(${parameters.join(', ')})) {`,
      `  console.log(${name});`,
      '}',
    );
  } else if (successSchemas(operation).length === 0) {
    lines.push(`await ${call}(${parameters.join(', ')});`);
  } else {
    const result = methodName(operation) === 'pay' ? 'receipt' : item;
    lines.push(
      ...`const ${result} = await ${call}(${parameters.join(', ')});`.split('\n'),
      `console.log(${result});`,
    );
  }
  return lines;
}

export function exampleOf(
  document: OpenApiDocument,
  node: { example?: Json; schema: object },
): Json | undefined {
  if (node.example !== undefined) return node.example;
  const schema = resolve<{ example?: Json; enum?: Json[] }>(document, node.schema);
  return schema.example ?? schema.enum?.[1] ?? schema.enum?.[0];
}

export function mediaExample(media: MediaTypeObject): Json | undefined {
  if (media.example !== undefined) return media.example;
  const first = Object.values(media.examples ?? {})[0];
  return first && !isReference(first) ? first.value : undefined;
}

export const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');

function successDescription(operation: Operation): string {
  const description = operation.responses[0]?.[1].description ?? '';
  return operation.paginated ? 'The items, page by page as the loop comes to them.' : description;
}

/** Schemas of the JSON that the successful responses hold; none if no body is documented. */
export function successSchemas(operation: Operation): MediaTypeObject['schema'][] {
  return operation.responses
    .filter(([status]) => status < 300)
    .flatMap(([, { content }]) => content?.['application/json']?.schema ?? []);
}
