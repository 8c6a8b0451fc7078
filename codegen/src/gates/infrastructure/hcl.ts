/**
 * As much of HCL as it takes to follow a reference: where strings, comments and brackets end. Not a parser of Terraform, which
 * `npm run infra:check` has at hand; this runs in `npm run check`, everywhere and at once.
 */

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The text with its comments blanked out, each character at its place. Heredocs are kept as they are. */
export function withoutComments(text: string): string {
  const pieces = /<<[-~]?(\w+)\n[\s\S]*?\n\s*\1\b|"(?:\\.|[^"\\])*"|#.*|\/\/.*|\/\*[\s\S]*?\*\//g;
  return text.replace(pieces, (piece) =>
    /^(#|\/\/|\/\*)/.test(piece) ? piece.replaceAll(/[^\n]/g, ' ') : piece,
  );
}

/** The index behind the string that begins at `start`, with what `${…}` in it holds. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
    else if (text.startsWith('${', at) && text[at - 1] !== '$') at = endOfBracket(text, at + 1) - 1;
  }
  return text.length;
}

/** The index behind the bracket that begins at `start`. */
function endOfBracket(text: string, start: number): number {
  const close = closing[text[start] ?? ''];
  return firstOutside(text, start + 1, (letter) => letter === close) + 1;
}

/** The index of the first `mark` that is in no string or bracket, or of the bracket that closes around it. */
export const find = (text: string, start: number, mark: RegExp): number =>
  firstOutside(text, start, (letter) => mark.test(letter) || /[)\]}]/.test(letter));

/** The index of the first letter that `is` it and stands in no string or bracket that begins behind `start`. */
function firstOutside(text: string, start: number, is: (letter: string) => boolean): number {
  for (let at = start; at < text.length;) {
    const letter = text[at] ?? '';
    if (is(letter)) return at;
    at = letter in closing ? endOfBracket(text, at) : letter === '"' ? endOfString(text, at) : at + 1;
  }
  return text.length;
}

export interface Block {
  /** `resource "aws_sqs_queue" "main"`: the words and strings before the brace. */
  readonly labels: readonly string[];
  /** Of the body, between its braces. */
  readonly start: number;
  readonly end: number;
}

/** The blocks at the top of a file. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^(\w+)((?: +"[^"]+")*) *\{/gm)].map((match) => {
    const brace = match.index + match[0].length - 1;
    const labels = [match[1] ?? '', ...(match[2] ?? '').matchAll(/"([^"]+)"/g)];
    return {
      labels: labels.map((label) => (typeof label === 'string' ? label : (label[1] ?? ''))),
      start: brace + 1,
      end: endOfBracket(text, brace) - 1,
    };
  });
}

/** `name = expression` of a block's own, without those of blocks within. */
export function argumentsOf(text: string, { start, end }: Pick<Block, 'start' | 'end'>): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = start; at < end;) {
    const rest = text.slice(at, end);
    const argument = /^\s*(\w+)\s*=(?!=)\s*/.exec(rest);
    const stop = find(text, argument ? at + argument[0].length : at, /\n/);
    if (argument) found.set(argument[1] ?? '', text.slice(at + argument[0].length, stop).trim());
    at = Math.max(stop, at) + 1;
  }
  return found;
}

/** The line of an index, from 1. */
export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
