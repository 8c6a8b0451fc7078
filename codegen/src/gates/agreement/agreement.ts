/**
 * Whether the contracts agree about what travels between them. A value that one of them admits arrives in the others: a device's message
 * becomes a `LockerEvent`, one stored delivery is shown over REST and over GraphQL. Where one contract admits what the next cannot carry,
 * somebody's request poisons somebody else's answer.
 */
import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { eventMistake } from '../../contract/events/read.ts';
import type { EventFile } from '../../contract/events/schema.ts';
import { flattenAllOf } from '../../contract/openapi/flatten.ts';
import {
  httpMethods,
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import { eventFields, graphqlValues, restFields, type AdmittedValues } from './values.ts';

export interface Contracts {
  readonly rest: OpenApiDocument;
  readonly graphql: GraphQLSchema;
  readonly events: readonly EventFile[];
}

export interface Gap {
  /** `Delivery.sequence: REST → GraphQL`. */
  readonly where: string;
  readonly what: string;
}

/** Why a value that `from` admits may not fit `to`; empty when all do. */
function misfits(from: AdmittedValues, to: AdmittedValues): string[] {
  if (from.kind === 'other' || to.kind === 'other') return [];
  const found: string[] = [];
  const isText = (kind: string) => kind === 'string' || kind === 'enum';
  if (from.kind !== to.kind && !(isText(from.kind) && to.kind === 'string'))
    found.push(`is ${from.kind} here and ${to.kind} there`);
  if (from.nullable && !to.nullable) found.push('may be null or absent here and not there');
  if (to.minimum !== undefined && !((from.minimum ?? -Infinity) >= to.minimum))
    found.push(`needs a minimum of at least ${to.minimum}`);
  if (to.maximum !== undefined && !((from.maximum ?? Infinity) <= to.maximum))
    found.push(`needs a maximum of at most ${to.maximum}`);
  if (to.maxLength !== undefined && !((from.maxLength ?? Infinity) <= to.maxLength))
    found.push(`needs a maxLength of at most ${to.maxLength}`);
  if (to.minLength !== undefined && !((from.minLength ?? 0) >= to.minLength))
    found.push(`needs a minLength of at least ${to.minLength}`);
  if (to.pattern !== undefined && from.pattern !== to.pattern) found.push(`needs the pattern ${to.pattern}`);
  if (to.format !== undefined && from.format !== to.format) found.push(`needs the format ${to.format}`);
  const missing =
    to.values === undefined ? [] : (from.values ?? []).filter((value) => !to.values?.includes(value));
  if (missing.length > 0) found.push(`has values that are missing there: ${missing.join(', ')}`);
  return found;
}

const unbounded = ({ kind, nullable, values, format }: AdmittedValues): AdmittedValues => ({
  kind,
  nullable,
  values,
  format,
});

/** Types that both APIs show, by their common name: each shows what the other has stored, so both directions must fit. */
function betweenApis({ rest, graphql }: Contracts): Gap[] {
  return Object.entries(rest.components.schemas ?? {}).flatMap(([name, schema]) => {
    const type = graphql.getType(name);
    if (!isObjectType(type)) return [];
    const shown = restFields(rest, schema);
    return Object.entries(type.getFields()).flatMap(([field, { type: fieldType }]) => {
      const overRest = shown.get(field);
      if (overRest === undefined) return [];
      const overGraphql = graphqlValues(fieldType);
      const where = `${name}.${field}`;
      // GraphQL has no ranges, lengths or patterns: what it admits is bounded by where it comes from, which is REST.
      return [
        ...misfits(overRest, overGraphql).map((what) => ({ where: `${where}: REST → GraphQL`, what })),
        ...misfits(unbounded(overGraphql), unbounded(overRest)).map((what) => ({
          where: `${where}: GraphQL → REST`,
          what,
        })),
      ];
    });
  });
}

/** Definitions that say by `x-graphql-type` what they become. */
function fromEvents({ graphql, events }: Contracts): Gap[] {
  return events.flatMap(({ file, title, schema }) =>
    Object.entries(schema.definitions ?? {}).flatMap(([name, definition]) => {
      const target = definition['x-graphql-type'];
      if (target === undefined) return [];
      const type = graphql.getType(target);
      if (!isObjectType(type))
        throw eventMistake(
          file,
          ['definitions', name, 'x-graphql-type'],
          `${name} becomes ${target}, which is no object type of the GraphQL contract; correct the name.`,
        );
      return eventGaps(`${title}.${name}`, eventFields(definition, schema.definitions ?? {}), type);
    }),
  );
}

function eventGaps(
  where: string,
  fields: ReadonlyMap<string, AdmittedValues>,
  type: GraphQLObjectType,
): Gap[] {
  return [...fields].flatMap(([field, values]) => {
    const target = type.getFields()[field];
    const at = `${where}.${field}: event → GraphQL ${type.name}`;
    return target === undefined
      ? [{ where: at, what: 'has no field of that name there' }]
      : misfits(values, graphqlValues(target.type)).map((what) => ({ where: at, what }));
  });
}

/** A property of an event that the REST contract has a schema for, by its name: `lockerId` is a `LockerId` everywhere. */
function sameNames({ rest, events }: Contracts): Gap[] {
  return events.flatMap(({ title, schema }) => {
    const definitions = schema.definitions ?? {};
    const parts = [schema, ...Object.values(definitions), ...(schema.allOf ?? [])];
    return parts.flatMap((part) =>
      [...eventFields(part, definitions)].flatMap(([field, values]) => {
        const name = field.charAt(0).toUpperCase() + field.slice(1);
        const known = rest.components.schemas?.[name];
        if (known === undefined) return [];
        const admitted = restFields(rest, {
          type: 'object',
          required: ['it'],
          properties: { it: known },
        }).get('it');
        if (admitted === undefined) return [];
        return misfits({ ...values, nullable: false }, admitted).map((what) => ({
          where: `${title}.${field}: event → REST ${name}`,
          what,
        }));
      }),
    );
  });
}

/** A leap second, which `format` admits and JavaScript's Date, behind every contract, does not. */
const leapSecond = ['2016-12-31T23:59:60Z'];
/** What a clock without power shows, and what leaves a year of four digits when it is shifted to UTC. */
const strangeTimes = [...leapSecond, '0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'];

/** A time from outside must be bounded by its pattern: `format` alone admits more than can be read. */
function strangeMoments(
  where: string,
  fields: ReadonlyMap<string, AdmittedValues>,
  probes: readonly string[],
): Gap[] {
  return [...fields].flatMap(([field, { format, pattern }]) => {
    if (format !== 'date-time') return [];
    const admitted = probes.filter((probe) => pattern === undefined || new RegExp(pattern).test(probe));
    if (admitted.length === 0) return [];
    const what = `comes from outside and admits ${admitted.join(', ')}: bound it by a pattern`;
    return [{ where: `${where}.${field}`, what }];
  });
}

function bodies(document: OpenApiDocument): [string, SchemaObject | ReferenceObject][] {
  return Object.values(document.paths).flatMap((item) =>
    httpMethods.flatMap((method): [string, SchemaObject | ReferenceObject][] => {
      const operation = item[method];
      if (operation?.requestBody === undefined) return [];
      const schema = resolve(document, operation.requestBody).content['application/json']?.schema;
      return schema === undefined ? [] : [[operation.operationId, schema]];
    }),
  );
}

/** Partners' programs may send any year that they could send before; what a year means is judged by the operation. */
function fromOutside({ rest, events }: Contracts): Gap[] {
  return [
    ...bodies(rest).flatMap(([operationId, schema]) =>
      strangeMoments(operationId, restFields(rest, flattenAllOf(rest, resolve(rest, schema))), leapSecond),
    ),
    ...events.flatMap(({ title, schema }) => {
      const definitions = schema.definitions ?? {};
      return Object.entries(definitions).flatMap(([name, definition]) =>
        strangeMoments(`${title}.${name}`, eventFields(definition, definitions), strangeTimes),
      );
    }),
  ];
}

/** Every gap between the contracts; none when whatever one admits fits wherever it travels. */
export function contractGaps(contracts: Contracts): Gap[] {
  return [
    ...betweenApis(contracts),
    ...fromEvents(contracts),
    ...sameNames(contracts),
    ...fromOutside(contracts),
  ];
}
