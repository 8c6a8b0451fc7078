/** What the difference to the last release means for each of its readers. */
import { isObjectType } from 'graphql';
import { listOperations } from '../contract/openapi/operations.ts';
import { methodName } from '../contract/openapi/names.ts';
import { rootFields } from '../contract/graphql/schema.ts';
import type { ContractChange, ContractChanges, Contracts } from '../gates/compatibility/changes.ts';

export type Reader = 'partner' | 'mobile' | 'backend' | 'infrastructure';

/** Lines for each reader, as `npm run contract:diff` prints them and the changelog's draft takes them. */
export type ReaderLines = Readonly<Record<Reader, readonly string[]>>;

const readerOf: Readonly<Record<ContractChange['contract'], Reader>> = {
  rest: 'partner',
  graphql: 'mobile',
  documents: 'mobile',
  events: 'infrastructure',
};

export function linesByReader(contracts: Contracts, changes: ContractChanges): ReaderLines {
  const lines: Record<Reader, string[]> = { partner: [], mobile: [], backend: [], infrastructure: [] };
  for (const { contract, where, what } of changes.breaking)
    lines[readerOf[contract]].push(`Breaking: \`${where}\`: ${what}.`);
  for (const { contract, where, what } of changes.access)
    lines[readerOf[contract]].push(`Access: \`${where}\`: ${what}.`);
  restLines(contracts, lines);
  graphqlLines(contracts, lines);
  return lines;
}

function restLines({ released, current }: Contracts, lines: Record<Reader, string[]>): void {
  const before = new Map(
    listOperations(released.rest).map((operation) => [operation.operationId, operation]),
  );
  const after = listOperations(current.rest);
  for (const operation of after) {
    const { operationId, tag, method, path, functionName } = operation;
    const own = before.get(operationId);
    const call = `\`${tag.name}.${methodName(operation)}\``;
    if (own === undefined) {
      lines.partner.push(`New: ${call}: ${operation.object.summary}.`);
      lines.backend.push(
        `\`${functionName}\` needs a handler \`${operationId}\`, its test and its access tests.`,
      );
      lines.infrastructure.push(`New route: ${method.toUpperCase()} ${path} to \`${functionName}\`.`);
    } else if (operation.object.deprecated && !own.object.deprecated) {
      lines.partner.push(
        `Deprecated: ${call}, until ${operation.object['x-sunset'] ?? 'a date that is missing'}.`,
      );
    }
  }
  for (const { operationId, functionName } of before.values()) {
    if (after.some((operation) => operation.operationId === operationId)) continue;
    lines.backend.push(`The handler \`${operationId}\` of \`${functionName}\` goes.`);
  }
  const functions = (operations: typeof after): Set<string> =>
    new Set(operations.map(({ functionName }) => functionName));
  const known = functions([...before.values()]);
  for (const name of functions(after))
    if (!known.has(name))
      lines.infrastructure.push(`New function: \`${name}\`: its definition, rights, alarms and cost.`);
  for (const [name, schema] of Object.entries(current.rest.components.schemas)) {
    const own = released.rest.components.schemas[name];
    if (own === undefined || '$ref' in own || '$ref' in schema) continue;
    for (const property of Object.keys(schema.properties ?? {})) {
      if (own.properties?.[property] !== undefined) continue;
      lines.partner.push(`New: \`${name}.${property}\`.`);
      lines.backend.push(`\`${name}.${property}\` is served or read by whoever handles a ${name}.`);
    }
  }
}

function graphqlLines({ released, current }: Contracts, lines: Record<Reader, string[]>): void {
  const roots = new Set(rootFields(released.graphql).map(({ type, field }) => `${type}.${field.name}`));
  for (const { type, field } of rootFields(current.graphql)) {
    const name = `${type}.${field.name}`;
    if (roots.has(name)) continue;
    lines.mobile.push(`New: \`${name}\`.`);
    lines.backend.push(`\`${name}\` needs a resolver, \`backend/src/resolvers/${name}.ts\`, and its test.`);
    lines.infrastructure.push(`New resolver: \`${name}\`.`);
  }
  for (const type of Object.values(current.graphql.getTypeMap())) {
    const own = released.graphql.getType(type.name);
    if (
      !isObjectType(type) ||
      !isObjectType(own) ||
      ['Query', 'Mutation', 'Subscription'].includes(type.name)
    )
      continue;
    for (const field of Object.values(type.getFields())) {
      const before = own.getFields()[field.name];
      if (before === undefined) lines.mobile.push(`New: \`${type.name}.${field.name}\`.`);
      else if (field.deprecationReason != null && before.deprecationReason == null)
        lines.mobile.push(`Deprecated: \`${type.name}.${field.name}\`: ${field.deprecationReason}`);
    }
  }
}
