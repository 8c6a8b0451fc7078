/**
 * How the contracts show an entity: every field of a schema by its name, null where the entity has nothing.
 *
 * Bundled into AppSync resolvers, so it keeps to what APPSYNC_JS knows.
 */

/** Names of the fields of a schema, as codegen lists them. `shown` is never set: it carries the type. */
export type FieldNames<Shown> = readonly (keyof Shown & string)[] & { readonly shown?: Shown };

/** Names of what `Value` may lack. */
type Optional<Value, Absent> = {
  [Name in keyof Value]-?: Absent extends Value[Name] ? Name : never;
}[keyof Value];

/** A value within a field: as an entity keeps it, with optional properties that are absent. */
type Part<Value> = Value extends readonly (infer Item)[]
  ? readonly Part<Item>[]
  : Value extends object
    ? { readonly [Name in Exclude<keyof Value, Optional<Value, undefined>>]: Part<Value[Name]> } & {
        readonly [Name in Optional<Value, undefined>]?: Part<Value[Name]>;
      }
    : Value;

/** What a schema's fields are taken from: a nullable one may be absent. */
type Source<Shown> = { readonly [Name in Exclude<keyof Shown, Optional<Shown, null>>]: Part<Shown[Name]> } & {
  readonly [Name in Optional<Shown, null>]?: Part<Shown[Name]> | undefined;
};

/**
 * Only what the contract names gets out: an attribute that it does not know stays in. A field that the type of `from` does not know, even
 * as an optional one, does not compile.
 */
export const view = <Shown, From extends Source<Shown>>(
  fields: FieldNames<Shown>,
  from: From & Record<Exclude<keyof Shown, keyof From>, never>,
): Shown => {
  const source = from as Readonly<Record<string, unknown>>;
  const shown: Record<string, unknown> = {};
  for (const field of fields) shown[field] = source[field] ?? null;
  return shown as Shown;
};
