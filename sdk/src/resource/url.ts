import { UsageError } from '../errors/usage-error.ts';
import { shown } from '../errors/shown.ts';
import { isRecord } from '../support/is-record.ts';

/**
 * Template tag for paths: escapes each value as one segment. An empty or dotted value would silently address another resource
 * (`/invoices/` is the list), so it is refused.
 */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): string {
  return literals.reduce((result, literal, index) => {
    const value = values[index - 1];
    if (typeof value !== 'string' || /^\.*$/.test(value)) {
      throw new UsageError(
        `An identifier for \`${literals.join('…')}\` must be text, not dots; got ${shown(value)}.`,
      );
    }
    return result + escape(value) + literal;
  });
}

/** Serializes query parameters in OpenAPI's default style: arrays as repeated names, `undefined` and `null` left out. */
export function query(parameters: object | undefined): string {
  if (parameters === undefined) return '';
  if (!isRecord(parameters)) throw new UsageError('The parameters must be an object.');
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one === null || one === undefined) continue;
      if (!/^(string|number|boolean|bigint)$/.test(typeof one))
        throw new UsageError(
          `The parameter \`${name}\` must be a string, a number or a boolean; got ${shown(one)}.`,
        );
      search.append(name, String(one as string));
    }
  }
  const text = search.toString();
  return text && `?${text}`;
}

/** `encodeURIComponent` throws for half a surrogate pair. */
function escape(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    throw new UsageError('An identifier is not well-formed Unicode.');
  }
}
