import { isSecretName } from './secret-name.ts';

/**
 * Masks secrets by their names: `name=value` of a query or form, `"name": "value"` of JSON (also inside a JSON string, and where
 * the text is cut off), and `user:password@` of a URL.
 *
 * The text may come from a hostile server, so the work is linear in its length: every expression consumes whatever it has looked
 * at, and the scan never returns to it.
 */
const MASK = '[redacted]';

const URL_CREDENTIALS = /\/\/[^\s/?#"]*@/g;
/** A whole word, and the separator if a value follows. It matches every word, so that no part of one is tried again. */
const NAME = /([\w.%-]+)(=|\\*"\s*:\s*)?/g;
const OPENING = /(\\*)"|[[{]/y;
const BARE_VALUE = /[^&\s",}\]]*/y;
/** Quotes with the backslashes before them; a run of backslashes without a quote matches as a whole too. */
const QUOTES = /\\+"?|"/g;
const QUOTES_AND_BRACKETS = /\\+"?|["[\]{}]/g;

/** Masks secret values in a URL, a form or a JSON text. */
export function redactText(text: string): string {
  let result = '';
  let copied = 0;
  NAME.lastIndex = 0;
  for (let found; (found = NAME.exec(text));) {
    const [, name = '', separator] = found;
    if (!separator || !isSecretName(name)) continue;
    const start = NAME.lastIndex;
    const end = endOfValue(text, start);
    if (end === start) continue;
    result += text.slice(copied, start) + MASK;
    copied = NAME.lastIndex = end;
  }
  return (result + text.slice(copied)).replace(URL_CREDENTIALS, `//${MASK}@`);
}

/** Copies headers into a plain object with secret values masked. */
export function redactHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const copy: Record<string, string> = {};
  for (const [name, value] of headers) copy[name] = isSecretName(name) ? MASK : redactText(value);
  return copy;
}

function endOfValue(text: string, start: number): number {
  const opening = execAt(OPENING, text, start);
  if (!opening) return start + (execAt(BARE_VALUE, text, start)?.[0].length ?? 0);
  const end = start + opening[0].length;
  return opening[1] === undefined ? endOfBrackets(text, end) : endOfString(text, end, opening[1].length);
}

/**
 * End of a string whose opening quote had `escapes` backslashes: none in JSON, one in a JSON string inside JSON, and so on. A
 * quote with fewer ends the text around it; an escaped backslash before the quote counts `2 * (escapes + 1)`.
 */
function endOfString(text: string, start: number, escapes: number): number {
  for (let at = start, found; (found = execAt(QUOTES, text, at)); at = QUOTES.lastIndex) {
    if (!found[0].endsWith('"')) continue;
    const backslashes = found[0].length - 1;
    if (backslashes < escapes) return found.index;
    if ((backslashes - escapes) % (2 * (escapes + 1)) === 0) return QUOTES.lastIndex;
  }
  return text.length;
}

/** End of an array or object that begins before `start`; brackets in strings do not count. */
function endOfBrackets(text: string, start: number): number {
  let depth = 1;
  for (let at = start, found; (found = execAt(QUOTES_AND_BRACKETS, text, at));) {
    const [mark] = found;
    at = QUOTES_AND_BRACKETS.lastIndex;
    if (mark.endsWith('"')) at = endOfString(text, at, mark.length - 1);
    else if (mark === '[' || mark === '{') depth++;
    else if ((mark === ']' || mark === '}') && --depth === 0) return at;
  }
  return text.length;
}

function execAt(expression: RegExp, text: string, index: number): RegExpExecArray | null {
  expression.lastIndex = index;
  return expression.exec(text);
}
