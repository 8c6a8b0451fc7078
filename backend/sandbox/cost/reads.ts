/**
 * What the story does not tell and only reads: each operation and each shipped query once, of what the story left behind. A read-only
 * endpoint is measured without a line from anybody.
 */
import type { Northwind } from '@northwind/sdk';
import * as shipped from '@northwind/sdk/graphql';
import { Kind, OperationTypeNode, parse, type FieldNode, type OperationDefinitionNode } from 'graphql';
import { operations, type OperationDescription } from '../../src/generated/manifest.ts';
import type { Cast, Step } from './cast.ts';

/** Parameters by name, `invoiceId` for example: values that the story met, the latest first. */
export type Met = Record<string, string[]>;

type Read = (client: Northwind, parameters: Readonly<Record<string, string>>) => Promise<unknown>;

const described: Readonly<Record<string, OperationDescription>> = operations;

/** A step that remembers what was told, and the identifiers that the responses of REST operations brought. */
export function remembering(step: Step, told: Set<string>, met: Met): Step {
  return async (name, run) => {
    const result = await step(name, run);
    told.add(name);
    const parameter = /\{(\w+)\}$/.exec(described[name]?.path ?? '')?.[1];
    const { id } = (result ?? {}) as { id?: unknown };
    if (parameter !== undefined && typeof id === 'string') met[parameter] = [id, ...(met[parameter] ?? [])];
    return result;
  };
}

export async function tellOtherReads(
  cast: Cast,
  told: ReadonlySet<string>,
  met: Met,
  step: Step,
): Promise<void> {
  const { partner, manager, admin, courier } = cast;
  const people = { partner, manager, admin, courier };
  for (const { operationId, method, path, open, groups } of Object.values(operations)) {
    if (method !== 'GET' || told.has(operationId)) continue;
    const clients = open ? [partner] : groups.map((group) => people[group]);
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    await tell(operationId, clients, names, met, step, (client, parameters) =>
      rawGet(client, path, parameters),
    );
  }
  for (const { document, field, variables } of queries()) {
    const name = `Query.${field}`;
    if (told.has(name)) continue;
    await tell(name, Object.values(people), variables, met, step, async (client, parameters) => {
      const result: object = await client.graphql.query(document as never, parameters as never);
      if (Object.values(result).includes(null)) throw new Error(`${name} found nothing.`);
    });
  }
}

/** The first client and parameters that find something, outside of the step; then again, measured. */
async function tell(
  name: string,
  clients: readonly Northwind[],
  parameterNames: readonly string[],
  met: Met,
  step: Step,
  read: Read,
): Promise<void> {
  const refusals: unknown[] = [];
  for (const client of clients)
    for (const parameters of combinations(parameterNames, met))
      try {
        await read(client, parameters);
        await step(name, () => read(client, parameters));
        return;
      } catch (error) {
        refusals.push(error);
      }
  const cause = new AggregateError(refusals, 'What was tried');
  throw new Error(`Nothing that the story left can be read by ${name}: add a step to story.ts.`, { cause });
}

function combinations(names: readonly string[], met: Met): Readonly<Record<string, string>>[] {
  return names.reduce<Readonly<Record<string, string>>[]>(
    (all, name) => all.flatMap((some) => (met[name] ?? []).map((value) => ({ ...some, [name]: value }))),
    [{}],
  );
}

async function rawGet(
  client: Northwind,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const { response } = await client.raw.GET(path as never, { params: { path: parameters } } as never);
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
}

/** The shipped documents that query, with the root field and the variables that have to be there. */
function queries(): { document: unknown; field: string; variables: string[] }[] {
  return Object.entries(shipped)
    .filter(([name]) => name.endsWith('Document'))
    .map(([, document]) => ({ document, operation: operationOf(String(document)) }))
    .filter(({ operation }) => operation.operation === OperationTypeNode.QUERY)
    .map(({ document, operation }) => ({
      document,
      field: (operation.selectionSet.selections[0] as FieldNode).name.value,
      variables: (operation.variableDefinitions ?? [])
        .filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)
        .map(({ variable }) => variable.name.value),
    }));
}

const operationOf = (document: string): OperationDefinitionNode =>
  parse(document).definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode;
