import { UsageError } from '../errors/usage-error.ts';

/**
 * Template tag for paths: escapes each value as one segment. An empty or dotted value would silently address another resource
 * (`/invoices/` is the list), so it is refused.
 */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): string {
  return literals.reduce((result, literal, index) => {
    const value = values[index - 1];
    if (typeof value !== 'string' || /^\.*$/.test(value)) {
      throw new UsageError(
        `An identifier for \`${literals.join('…')}\` is ${value === '' ? 'empty' : String(value)}.`,
      );
    }
    return result + encodeURIComponent(value) + literal;
  });
}

/** Serializes query parameters in OpenAPI's default style: arrays as repeated names, `undefined` and `null` left out. */
export function query(parameters: object | undefined): string {
  if (!parameters) return '';
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one != null) search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text && `?${text}`;
}
