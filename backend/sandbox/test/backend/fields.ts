/** The fields of answers as the contract has them, and values by their places. */
import type { OperationDescription } from '../../../src/generated/manifest.ts';

/** `customer.name` → its value, for everything that is no object or list. */
export type Leaves = ReadonlyMap<string, unknown>;

export const leavesOf = (value: unknown, place = ''): Leaves => {
  if (typeof value !== 'object' || value === null) return new Map([[place, value]]);
  return new Map(
    Object.entries(value).flatMap(([name, member]) => [
      ...leavesOf(member, place === '' ? name : `${place}.${name}`),
    ]),
  );
};

/** A copy with one leaf replaced. */
export const withLeaf = <Value extends object>(value: Value, place: string, leaf: unknown): Value => {
  const copy = structuredClone(value);
  const names = place.split('.');
  const last = names.pop()!;
  let holder = copy as Record<string, unknown>;
  for (const name of names) holder = holder[name] as Record<string, unknown>;
  holder[last] = leaf;
  return copy;
};

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface ApiDocument {
  readonly paths: object;
  readonly components: { readonly schemas: object };
}

type Visit = (field: string, schema: Schema, value: unknown) => void;

const componentOf = (document: ApiDocument, reference: string): [string, Schema] => {
  const name = reference.split('/').at(-1)!;
  return [name, (document.components.schemas as Record<string, Schema>)[name]!];
};

/** Calls `visit` with each property of the schema itself, named by its component: `Invoice.memo`. */
const visitProperties = (
  document: ApiDocument,
  schema: Schema,
  value: unknown,
  owner: string,
  visit: Visit,
): void => {
  if (schema.$ref !== undefined) {
    const [name, component] = componentOf(document, schema.$ref);
    visitProperties(document, component, value, name, visit);
    return;
  }
  for (const part of schema.allOf ?? []) visitProperties(document, part, value, owner, visit);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    visit(`${owner}.${name}`, property, (value as Record<string, unknown> | undefined)?.[name]);
  }
};

/** @returns undefined where the operation answers nothing */
const answerOf = (document: ApiDocument, operationId: string): Schema | undefined => {
  for (const methods of Object.values(document.paths as Record<string, Record<string, unknown>>)) {
    for (const operation of Object.values(methods)) {
      const { operationId: id, responses = {} } = operation as {
        operationId?: string;
        responses?: Record<string, { content?: Record<string, { schema: Schema }> }>;
      };
      if (id !== operationId) continue;
      return Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content?.[
        'application/json'
      ]?.schema;
    }
  }
  throw new Error(`The contract has no operation ${operationId}.`);
};

/** Every field of every answer. */
export const fieldsOf = (
  document: ApiDocument,
  operations: Readonly<Record<string, OperationDescription>>,
): ReadonlySet<string> => {
  const fields = new Set<string>();
  const collect = (schema: Schema, owner: string): void => {
    visitProperties(document, schema, undefined, owner, (field, property) => {
      if (fields.has(field)) return;
      fields.add(field);
      collect(property.items ?? property, field);
    });
  };
  for (const operationId of Object.keys(operations)) {
    const answer = answerOf(document, operationId);
    if (answer !== undefined) collect(answer, operationId);
  }
  return fields;
};

/** The fields that this answer has a value for. */
export const seenFields = (
  document: ApiDocument,
  operationId: string,
  answer: unknown,
): ReadonlySet<string> => {
  const fields = new Set<string>();
  const collect = (schema: Schema, value: unknown, owner: string): void => {
    visitProperties(document, schema, value, owner, (field, property, found) => {
      if (found === undefined || found === null) return;
      fields.add(field);
      for (const item of Array.isArray(found) ? found : [found])
        collect(property.items ?? property, item, field);
    });
  };
  const schema = answerOf(document, operationId);
  if (schema !== undefined) collect(schema, answer, operationId);
  return fields;
};
