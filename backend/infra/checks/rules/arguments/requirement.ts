/** One argument of one type, the values it may have, and what is unsafe about any other. */
import { isObject } from '../../plan.ts';
import type { JsonValue, Values } from '../../plan.ts';

export interface Requirement {
  readonly type: string;
  /** Names of blocks and of the argument, `tracing_config.mode`; every block of a name is looked at. */
  readonly at: string;
  /** The value; or a pattern that strings, or the JSON of anything else, have to match. */
  readonly is: JsonValue | RegExp;
  /** Continues “because otherwise …”: what happens to people, data or money. */
  readonly or: string;
  /** False where dev, which may be thrown away, has another value. */
  readonly inDev?: false;
  /** Which resources of the type; all unless told. */
  readonly where?: (values: Values) => boolean;
}

/** Every value that stands at a path; a block or an argument that is not there gives one `null`. */
export function valuesAt(values: JsonValue | undefined, path: readonly string[]): readonly JsonValue[] {
  const [name, ...rest] = path;
  if (name === undefined) return [values ?? null];
  if (Array.isArray(values)) {
    return values.length === 0 ? [null] : values.flatMap((entry) => valuesAt(entry, path));
  }
  return isObject(values) ? valuesAt(values[name], rest) : [null];
}

export function isMet({ is }: Requirement, value: JsonValue): boolean {
  if (is instanceof RegExp) return is.test(typeof value === 'string' ? value : JSON.stringify(value));
  if (Array.isArray(is) && Array.isArray(value))
    return JSON.stringify(is.toSorted()) === JSON.stringify(value.toSorted());
  return JSON.stringify(is) === JSON.stringify(value);
}
