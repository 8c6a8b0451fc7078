/** What a JSON text holds, read in one pass before it is parsed: parsing is what too many values and levels make expensive. */
export interface JsonSize {
  /** Lists and objects inside one another. */
  readonly depth: number;
  /** Names of all objects together. */
  readonly names: number;
  /** At most so many values, lists and objects included: each begins one or stands behind a comma. */
  readonly values: number;
}

/** @returns what makes the text too expensive to parse, or undefined */
export const tooLargeToParse = (text: string, most: Partial<JsonSize>): string | undefined => {
  const bounds = { ...unbounded, ...most };
  const { depth, names, values } = jsonSizeOf(text, bounds);
  if (depth > bounds.depth) return `The body nests deeper than ${bounds.depth} levels.`;
  if (names > bounds.names) return `The body's objects have more than ${bounds.names} members.`;
  if (values > bounds.values) return `The body has more than ${bounds.values} values.`;
  return undefined;
};

const unbounded: JsonSize = { depth: Infinity, names: Infinity, values: Infinity };

/** @param most at more than this it stops: the rest of the text changes nothing */
export const jsonSizeOf = (text: string, most: JsonSize = unbounded): JsonSize => {
  let [depth, open, names, values] = [0, 0, 0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === 0x22 /* " */) index = endOfString(text, index);
    else if (character === 0x7b /* { */ || character === 0x5b /* [ */) {
      values += 1;
      depth = Math.max(depth, (open += 1));
    } else if (character === 0x7d /* } */ || character === 0x5d /* ] */) open -= 1;
    else if (character === 0x3a /* : */) names += 1;
    else if (character === 0x2c /* , */) values += 1;
    if (depth > most.depth || names > most.names || values > most.values) break;
  }
  return { depth, names, values };
};

/** Index of the quotation mark that ends the string which begins at `start`; the text's length when nothing ends it. */
const endOfString = (text: string, start: number): number => {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (text.charCodeAt(escapes - 1) === 0x5c /* \ */) escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote;
  }
  return text.length;
};
