/** What a JSON text holds, read in one pass before it is parsed: parsing is what too many names and levels make expensive. */
export interface JsonSize {
  /** Lists and objects inside one another. */
  readonly depth: number;
  /** Names of all objects together. */
  readonly names: number;
}

export const jsonSizeOf = (text: string): JsonSize => {
  let [depth, open, names] = [0, 0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === 0x22 /* " */) index = endOfString(text, index);
    else if (character === 0x7b /* { */ || character === 0x5b /* [ */) depth = Math.max(depth, (open += 1));
    else if (character === 0x7d /* } */ || character === 0x5d /* ] */) open -= 1;
    else if (character === 0x3a /* : */) names += 1;
  }
  return { depth, names };
};

/** Index of the quotation mark that ends the string which begins at `start`; the text's length when nothing ends it. */
const endOfString = (text: string, start: number): number => {
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === 0x5c /* \ */) index += 1;
    else if (character === 0x22) return index;
  }
  return text.length;
};
