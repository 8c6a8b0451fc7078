/** The contract of a company that has grown: its operations, tags and components over and over, each copy with names of its own. */
import { httpMethods, type OpenApiDocument } from '../contract/openapi/document.ts';
import { pluralNoun, singularNoun } from '../contract/openapi/names.ts';
import { listOperations } from '../contract/openapi/operations.ts';

/** Of these there is one, however many operations there are: rules look for them by name. */
const shared = new Set(['Problem', 'ProblemCode']);

/** A contract of at least so many operations. */
export function enlarged(contract: OpenApiDocument, operationCount: number): OpenApiDocument {
  const own = listOperations(contract).length;
  const whole = JSON.parse(JSON.stringify(contract)) as OpenApiDocument;
  for (let number = 1; number * own < operationCount; number++) {
    const copy = copied(contract, `Copy${number}`);
    Object.assign(whole.paths, copy.paths);
    Object.assign(whole.components.schemas, copy.components.schemas);
    whole.tags.push(...copy.tags);
  }
  return whole;
}

function copied(contract: OpenApiDocument, suffix: string): OpenApiDocument {
  const text = JSON.stringify(contract).replaceAll(
    /"#\/components\/schemas\/(\w+)"/g,
    (whole, name: string) => (shared.has(name) ? whole : `"#/components/schemas/${name}${suffix}"`),
  );
  const copy = JSON.parse(text) as OpenApiDocument;
  const operationIds = new Map(
    listOperations(contract).map(({ operationId, tag }) => [operationId, withNoun(operationId, tag, suffix)]),
  );
  for (const item of Object.values(copy.paths))
    for (const method of httpMethods) {
      const operation = item[method];
      if (operation === undefined) continue;
      operation.operationId = operationIds.get(operation.operationId) ?? operation.operationId;
      operation.tags = operation.tags.map((tag) => tag + suffix);
    }
  return {
    ...copy,
    paths: withKeys(copy.paths, (path) => `/${suffix.toLowerCase()}${path}`),
    tags: copy.tags.map((tag) => ({
      ...tag,
      name: tag.name + suffix,
      'x-northwind-singular': singularNoun(tag) + suffix,
    })),
    components: {
      ...copy.components,
      schemas: withKeys(copy.components.schemas, (name) => name + suffix, shared),
    },
  };
}

/** `listInvoiceLines` → `listInvoiceCopy1Lines`: the tag's noun is in it still. */
function withNoun(operationId: string, tag: Parameters<typeof singularNoun>[0], suffix: string): string {
  const noun = [pluralNoun(tag.name), singularNoun(tag)].find((candidate) => operationId.includes(candidate));
  return operationId.replace(noun ?? '', (found) => found + suffix);
}

function withKeys<Value>(
  values: Record<string, Value>,
  rename: (key: string) => string,
  without: ReadonlySet<string> = new Set(),
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => !without.has(key))
      .map(([key, value]) => [rename(key), value]),
  );
}
