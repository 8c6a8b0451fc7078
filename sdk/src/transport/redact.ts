const MASK = '[redacted]';

/** Names, in headers, queries, forms and JSON, whose values never appear in a log. */
const SECRET_NAME =
  'secret|token|password|authorization|api-?_?key|credential|signature|cookie|assertion|code_verifier';

const SECRET_HEADER = new RegExp(SECRET_NAME, 'i');

/**
 * `name=value` of a query or form and `"name": "value"` of JSON in one expression, so that a pre-signed URL inside a JSON body
 * and a body cut off in the middle are covered too. JSON values of other types (`"secrets": ["…"]`) are masked up to the next
 * comma or bracket.
 */
const SECRET_PAIR = new RegExp(
  `((?:${SECRET_NAME})[\\w.%-]*(?:=|\\\\?"\\s*:\\s*))(\\\\".*?\\\\"|"(?:[^"\\\\]|\\\\.)*"?|\\[[^\\]]*\\]?|\\{[^}]*\\}?|[^&\\s",}\\]]+)`,
  'gi',
);

/** Masks secret values in a URL, a form or a JSON text. */
export function redactText(text: string): string {
  return text.replace(SECRET_PAIR, `$1${MASK}`);
}

/** Copies headers into a plain object with secret values masked. */
export function redactHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const copy: Record<string, string> = {};
  for (const [name, value] of headers) copy[name] = SECRET_HEADER.test(name) ? MASK : value;
  return copy;
}
