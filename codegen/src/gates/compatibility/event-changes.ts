/**
 * Which changes of an event break a locker in the field or the service that listens to it. Firmware is replaced over months, so both
 * sides keep what was released: a property may be added, a kind of message too, and nothing else may change.
 */
import type { EventFile, EventSchema } from '../../contract/events/schema.ts';
import { became, type Difference } from './schema-changes.ts';

export function eventChanges(
  released: readonly EventFile[],
  current: readonly EventFile[],
): (Difference & { where: string })[] {
  return released.flatMap((event) => {
    const own = current.find(({ file }) => file === event.file);
    if (own === undefined) return [{ where: event.title, path: '', what: 'was removed' }];
    return [
      ...changed('title', event.title, own.title),
      ...schemaChanges(
        { files: released, file: event, schema: event.schema },
        { files: current, file: own, schema: own.schema },
        '',
      ),
    ].map((difference) => ({ where: event.title, ...difference }));
  });
}

/** Topic, source and detail type, and what a message becomes: who listens there hears nothing elsewhere. */
function travel(released: EventSchema, current: EventSchema, at: (name: string) => string): Difference[] {
  return Object.entries(released)
    .filter(([key]) => key.startsWith('x-'))
    .flatMap(([key, value]) => changed(at(key), value, (current as Record<string, unknown>)[key]));
}

interface Side {
  readonly files: readonly EventFile[];
  /** Where its references lead. */
  readonly file: EventFile;
  readonly schema: EventSchema;
}

function follow({ files, file, schema }: Side): Side {
  const reference = schema.$ref;
  if (reference === undefined) return { files, file, schema };
  const definition = /^#\/definitions\/(\w+)$/.exec(reference)?.[1];
  const target = definition === undefined ? files.find((other) => other.file === reference) : file;
  const found = definition === undefined ? target?.schema : target?.schema.definitions?.[definition];
  return target === undefined || found === undefined
    ? { files, file, schema: {} }
    : follow({ files, file: target, schema: found });
}

const exact = ['type', 'const', 'format', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength'] as const;

function schemaChanges(released: Side, current: Side, path: string): Difference[] {
  const left = follow(released);
  const right = follow(current);
  const before = left.schema as EventSchema & Record<string, unknown>;
  const after = right.schema as EventSchema & Record<string, unknown>;
  const at = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const compare = (own: EventSchema, other: EventSchema | undefined, name: string): Difference[] =>
    other === undefined
      ? [{ path: at(name), what: 'was removed' }]
      : schemaChanges({ ...left, schema: own }, { ...right, schema: other }, at(name));
  const gone = (before.enum ?? []).filter((value) => !after.enum?.includes(value));
  return [
    ...travel(left.schema, right.schema, at),
    ...exact.flatMap((keyword) => changed(at(keyword), before[keyword], after[keyword])),
    ...gone.map((value) => ({ path: at('enum'), what: `${JSON.stringify(value)} was removed` })),
    ...(before.enum === undefined && after.enum !== undefined
      ? [{ path: at('enum'), what: 'lists the only values now' }]
      : []),
    ...changed(at('required'), [...(before.required ?? [])].sort(), [...(after.required ?? [])].sort()),
    ...Object.entries(before.properties ?? {}).flatMap(([name, property]) =>
      compare(property, after.properties?.[name], `properties/${name}`),
    ),
    ...(['oneOf', 'allOf'] as const).flatMap((keyword) =>
      (before[keyword] ?? []).flatMap((member, index) =>
        compare(
          member,
          counterpart(left, member, right, after[keyword], index),
          `${keyword}/${memberName(member, index)}`,
        ),
      ),
    ),
  ];
}

/** The member that says the same `type` of message, wherever it stands; without one, the member of that place. */
function counterpart(
  left: Side,
  member: EventSchema,
  right: Side,
  members: readonly EventSchema[] | undefined,
  index: number,
): EventSchema | undefined {
  const kind = kindOf({ ...left, schema: member });
  if (kind === undefined) return members?.[index];
  return members?.find((other) => kindOf({ ...right, schema: other })?.some((value) => kind.includes(value)));
}

function kindOf(side: Side): readonly string[] | undefined {
  const type = follow(side).schema.properties?.['type'];
  return type?.enum ?? (type?.const === undefined ? undefined : [type.const]);
}

const memberName = (member: EventSchema, index: number): string =>
  member.$ref?.slice(member.$ref.lastIndexOf('/') + 1) ?? String(index);

function changed(path: string, before: unknown, after: unknown): Difference[] {
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, what: became(before, after) }];
}
