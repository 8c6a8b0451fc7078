/** As much of HCL's syntax as it takes to find blocks and arguments and where they stand (HCL Native Syntax Specification, "Bodies"). */

export interface Range {
  readonly from: number;
  /** Behind the last character. */
  readonly to: number;
}

export interface Argument extends Range {
  readonly name: string;
  /** The expression as it is written. */
  readonly value: Range & { readonly text: string };
}

export interface Block extends Range {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

export interface Body {
  readonly arguments: readonly Argument[];
  readonly blocks: readonly Block[];
}

const space = /[\s]/;
const word = /[\w-]/;

class Reader {
  at = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  /** Steps over white space and comments; over ends of lines only with `lines`. */
  skip(lines: boolean): void {
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) return;
      if (character === '#' || this.text.startsWith('//', this.at)) {
        while (this.at < this.text.length && this.text[this.at] !== '\n') this.at += 1;
      } else if (this.text.startsWith('/*', this.at)) {
        this.at = this.text.indexOf('*/', this.at) + 2;
      } else if (space.test(character) && (lines || character !== '\n')) {
        this.at += 1;
      } else {
        return;
      }
    }
  }

  /** From a quote to behind the closing one, templates and their own strings included. */
  string(): void {
    this.at += 1;
    while (this.text[this.at] !== '"') {
      if (this.text[this.at] === undefined) throw new Error('A string does not end.');
      const rest = (length: number) => this.text.slice(this.at, this.at + length);
      if (this.text[this.at] === '\\') this.at += 2;
      else if (rest(3) === '$${' || rest(3) === '%%{') this.at += 3;
      else if (rest(2) === '${' || rest(2) === '%{') {
        this.at += 1;
        this.nested();
      } else this.at += 1;
    }
    this.at += 1;
  }

  heredoc(): boolean {
    if (!this.text.startsWith('<<', this.at)) return false;
    const opening = /^<<-?(\w+)\n/.exec(this.text.slice(this.at, this.at + 80));
    if (opening === null) return false;
    const closing = new RegExp(`^\\s*${opening[1]}$`, 'm').exec(this.text.slice(this.at + opening[0].length));
    if (closing === null) throw new Error('A heredoc does not end.');
    this.at += opening[0].length + closing.index + closing[0].length;
    return true;
  }

  /** One token of an expression: a string, a bracket with what is in it, or a character. */
  token(): void {
    const character = this.text[this.at] ?? '';
    if (character === '"') this.string();
    else if ('([{'.includes(character)) this.nested();
    else if (!this.heredoc()) this.at += 1;
  }

  /** From an opening bracket to behind its closing one. */
  nested(): void {
    this.at += 1;
    for (;;) {
      this.skip(true);
      const character = this.text[this.at];
      if (character === undefined) throw new Error('A bracket is not closed.');
      if (')]}'.includes(character)) break;
      this.token();
    }
    this.at += 1;
  }

  identifier(): string {
    const from = this.at;
    while (word.test(this.text[this.at] ?? '')) this.at += 1;
    return this.text.slice(from, this.at);
  }
}

function argument(reader: Reader, name: string, from: number): Argument {
  reader.at += 1;
  reader.skip(false);
  const start = reader.at;
  while (reader.at < reader.text.length && !['\n', '#', '}'].includes(reader.text[reader.at] ?? ''))
    reader.token();
  const text = reader.text.slice(start, reader.at).trimEnd();
  return { name, from, to: start + text.length, value: { from: start, to: start + text.length, text } };
}

function body(reader: Reader): Body {
  const found: { arguments: Argument[]; blocks: Block[] } = { arguments: [], blocks: [] };
  for (;;) {
    reader.skip(true);
    const from = reader.at;
    if (reader.text[from] === undefined || reader.text[from] === '}') return found;
    const name = reader.identifier();
    if (name === '')
      throw new Error(`“${reader.text.slice(from, from + 40)}” is neither an argument nor a block.`);
    reader.skip(false);
    if (reader.text[reader.at] === '=') {
      found.arguments.push(argument(reader, name, from));
      continue;
    }
    const labels: string[] = [];
    while (reader.text[reader.at] !== '{') {
      const label = reader.at;
      if (reader.text[label] === '"') reader.string();
      else if (reader.identifier() === '') throw new Error(`The block ${name} does not begin.`);
      labels.push(reader.text.slice(label, reader.at).replaceAll('"', ''));
      reader.skip(false);
    }
    reader.at += 1;
    const inner = body(reader);
    if (reader.text[reader.at] !== '}') throw new Error(`The block ${name} does not end.`);
    reader.at += 1;
    found.blocks.push({ type: name, labels, body: inner, from, to: reader.at });
  }
}

/** @throws Error where the text is not HCL, or HCL of a kind that this does not know */
export function parseHcl(text: string): Body {
  const reader = new Reader(text);
  const parsed = body(reader);
  if (reader.at < text.length) throw new Error(`A bracket too many at ${reader.at}.`);
  return parsed;
}
