/** What handlers know of each REST operation, and one typed override for each. */
import { isReference, referenceName } from '../../../contract/openapi/document.ts';
import type { Operation } from '../../../contract/openapi/operations.ts';
import { restMistake } from '../../../contract/openapi/read.ts';
import { comment, literal } from '../../../typescript/text.ts';

/** How the contract answers a call that succeeds: its status, its schema, its headers, and the state that its example shows. */
function success({ operationId, method, path, responses }: Operation): Record<string, unknown> {
  const [status, response] = responses.find(([code]) => code >= 200 && code < 300) ?? [];
  if (status === undefined || response === undefined)
    throw restMistake(['paths', path, method], `${operationId} documents no success; add one.`);
  const media = response.content?.['application/json'];
  const headers = Object.keys(response.headers ?? {});
  if (media === undefined) return { status, headers };
  if (!isReference(media.schema))
    throw restMistake(
      ['paths', path, method, 'responses', status],
      `${operationId}: its ${status} has a schema without a name; put it into components, for sample data.`,
    );
  const schema = referenceName(media.schema);
  const example = method === 'get' ? undefined : state(media.example);
  return { status, schema, ...(example && { example }), headers };
}

/** The state that a change leads to, as its example shows it: a voided invoice is `void`. */
function state(example: unknown): Record<string, unknown> | undefined {
  const states = Object.entries(example ?? {}).filter(([name]) => ['status', 'state'].includes(name));
  return states.length > 0 ? Object.fromEntries(states) : undefined;
}

export function operationTable(operations: readonly Operation[]): string {
  const entries = operations.map((operation) => {
    const { operationId, method, path, parameters } = operation;
    const ids = parameters.filter((parameter) => parameter.in === 'path');
    const entry = {
      method,
      path,
      // Path parameters by the schema they have, to find the property that they name.
      params: Object.fromEntries(
        ids.map(({ name, schema }) => [name, isReference(schema) ? referenceName(schema) : '']),
      ),
      ...success(operation),
    };
    return `  ${operationId}: ${literal(entry, { indent: '  ' })},\n`;
  });
  return `/** Every operation of the REST contract, and how it answers a call that succeeds. */\nexport const restOperations = {\n${entries.join('')}} as const satisfies Record<string, RestOperation>;\n`;
}

export function restOverrides(operations: readonly Operation[]): string {
  const members = operations.map(
    ({ operationId, method, path, object }) =>
      `${comment(`${object.summary}: answers \`${method.toUpperCase()} ${path}\`.`, '  ')}  ${operationId}: RestOverride<'${path}', '${method}'>;\n`,
  );
  return `/** One function for each REST operation, which makes an MSW handler that answers it. */\nexport interface RestOverrides {\n${members.join('')}}\n`;
}
