/** Small mistakes in the configuration, made from its syntax: what a tired person might type, drop or mix up. */
import { parseHcl } from './hcl.ts';
import type { Argument, Block, Range } from './hcl.ts';

export interface Mutant {
  /** Relative to `backend/infra`. */
  readonly file: string;
  readonly line: number;
  /** `aws_pipes_pipe.devices`. */
  readonly block: string;
  /** What was done: `log_configuration is removed`. */
  readonly what: string;
  readonly edit: { readonly range: Range; readonly to: string };
  /** Whether it is within a `dynamic` block, which may make nothing. */
  readonly isDynamic: boolean;
}

interface Edit {
  readonly range: Range;
  readonly to: string;
  readonly what: string;
  readonly isDynamic?: boolean;
}

const strings = /^"[^"$%\\]*"$/;

/** The elements of a list that is written in one piece, `[a, b]`; empty for any other expression. */
function elements({ text, from }: Argument['value']): readonly Range[] {
  if (!text.startsWith('[') || /^\[\s*for\b/.test(text)) return [];
  // An argument whose value is the list parses as one expression per element: commas at depth 0 part them.
  const found: Range[] = [];
  let depth = 0;
  let start = 1;
  let quoted = false;
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"' && text[at - 1] !== '\\') quoted = !quoted;
    if (quoted && !'{}'.includes(character)) continue;
    if ('([{'.includes(character)) depth += 1;
    const ends = character === ',' || character === ']';
    if (ends && depth === 0) {
      const piece = text.slice(start, at);
      const trimmed = piece.trim();
      if (trimmed !== '') {
        const begin = from + start + piece.indexOf(trimmed);
        found.push({ from: begin, to: from + at + (character === ',' ? 1 : 0) });
      }
      start = at + 1;
    }
    if (')]}'.includes(character)) depth -= 1;
  }
  return found;
}

function argumentEdits(argument: Argument, path: string): readonly Edit[] {
  const { value } = argument;
  const to = (replacement: string, what: string): Edit => ({ range: value, to: replacement, what });
  const edits: Edit[] = [{ range: argument, to: '', what: `${path} is removed` }];
  if (value.text === 'true' || value.text === 'false')
    edits.push(to(value.text === 'true' ? 'false' : 'true', `${path} is turned round`));
  if (/^\d+$/.test(value.text))
    edits.push(to(String(Number(value.text) * 10 + 1), `${path} is ten times as much`));
  if (strings.test(value.text)) edits.push(to('"other"', `${path} is "other"`));
  if (/^(aws_\w+|module|data)\.[\w.[\]"]+$/.test(value.text)) {
    if (value.text.includes('.dead_letter.'))
      edits.push(to(value.text.replace('.dead_letter.', '.queue.'), `${path} is the queue itself`));
    else if (value.text.includes('.queue.arn'))
      edits.push(to(value.text.replace('.queue.', '.dead_letter.'), `${path} is the dead-letter queue`));
    else if (value.text.includes('.alias_arn'))
      edits.push(to(value.text.replace('.alias_arn', '.arn'), `${path} is not the alias`));
  }
  const list = elements(value);
  if (list.length > 1)
    for (const [index, range] of list.entries())
      edits.push({ range, to: '', what: `${path} lacks its element ${index + 1}` });
  return edits;
}

function blockEdits(block: Block, path: string): readonly Edit[] {
  const here = path === '' ? '' : `${path}.`;
  return [
    ...block.body.arguments.flatMap((argument) => argumentEdits(argument, `${here}${argument.name}`)),
    ...block.body.blocks.flatMap((nested) => {
      const name = nested.type === 'dynamic' ? (nested.labels[0] ?? '') : nested.type;
      const removal = { range: nested, to: '', what: `${here}${name} is removed` };
      if (nested.type === 'content') return blockEdits(nested, path);
      const edits = [removal, ...blockEdits(nested, `${here}${name}`)];
      return nested.type === 'dynamic' ? edits.map((edit) => ({ ...edit, isDynamic: true })) : edits;
    }),
  ];
}

/** Every mutant of a file's resources, data sources and module calls. */
export function mutantsOf(file: string, source: string): readonly Mutant[] {
  return parseHcl(source).blocks.flatMap((block) => {
    if (!['resource', 'data', 'module'].includes(block.type)) return [];
    const name = [...(block.type === 'resource' ? [] : [block.type]), ...block.labels].join('.');
    const edits: readonly Edit[] = [
      { range: block, to: '', what: 'it is removed' },
      ...blockEdits(block, ''),
    ];
    return edits.map(({ range, to, what, isDynamic = false }) => ({
      file,
      line: source.slice(0, range.from).split('\n').length,
      block: name,
      what,
      edit: { range, to },
      isDynamic,
    }));
  });
}

/** A file's text with all of these mistakes, which are in different blocks. */
export const mutate = (source: string, mutants: readonly Mutant[]): string =>
  mutants
    .map(({ edit }) => edit)
    .toSorted((one, other) => other.range.from - one.range.from)
    .reduce((text, { range, to }) => text.slice(0, range.from) + to + text.slice(range.to), source);
