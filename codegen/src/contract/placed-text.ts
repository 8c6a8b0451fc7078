/** YAML and JSON texts, whose values are known by their places. */
import { LineCounter, parseDocument, visit, type Document, type ErrorCode } from 'yaml';
import { refuse, type Finding } from './finding.ts';
import type { Mistake, Path } from './openapi/node.ts';

export interface PlacedText {
  readonly value: unknown;
  /** A mistake at its place; of a path that is not there, at its nearest parent. */
  readonly locate: (mistake: Mistake) => Finding;
}

const remedies: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'anchors and aliases have names',
  BAD_INDENT: 'indent it like its neighbours',
  BLOCK_AS_IMPLICIT_KEY: 'indent it like its neighbours, and put a text with a colon into quotes',
  DUPLICATE_KEY: 'leave one of the two',
  MISSING_CHAR: 'add the comma, quote or bracket',
  MULTILINE_IMPLICIT_KEY: 'write a colon and a space behind the key, and close the brackets above',
  TAB_AS_INDENT: 'indent with spaces',
};

/**
 * @param language what the file's author calls it
 * @throws ContractError at the first place that cannot be read: what follows it is misread too
 */
export function parseText(text: string, file: string, language: 'YAML' | 'JSON' = 'YAML'): PlacedText {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Omit<Finding, 'message'> => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [error] = yaml.errors;
  if (error !== undefined) {
    const remedy = /^[<=>]{7}/m.test(text)
      ? 'decide the merge conflict'
      : (remedies[error.code] ?? 'look here and at the line above');
    refuse([{ ...at(error.pos[0]), message: `is no ${language} here: ${error.message}; ${remedy}.` }]);
  }
  const unknown = unknownAliases(yaml);
  refuse(
    unknown.map(({ name, offset }) => ({
      ...at(offset),
      message: `*${name} is an alias of nothing above it; write &${name} at the value that it stands for.`,
    })),
  );
  return {
    value: yaml.toJS() as unknown,
    locate: (mistake) => ({ ...at(offsetOf(yaml, mistake.at)), message: mistake.message }),
  };
}

function unknownAliases(yaml: Document): { name: string; offset: number }[] {
  const anchors = new Set<string>();
  const unknown: { name: string; offset: number }[] = [];
  visit(yaml, {
    Alias: (_, { source, range }) => {
      if (!anchors.has(source)) unknown.push({ name: source, offset: range?.[0] ?? 0 });
    },
    Value: (_, { anchor }) => {
      if (anchor !== undefined) anchors.add(anchor);
    },
  });
  return unknown;
}

function offsetOf(yaml: Document, at: Path): number {
  for (let length = at.length; length > 0; length--) {
    const parent: unknown = length === 1 ? yaml.contents : yaml.getIn(at.slice(0, length - 1), true);
    const key = at[length - 1];
    const items = (parent as { items?: unknown[] } | undefined)?.items ?? [];
    const found = items.find((item, index) => {
      const pair = item as { key?: { value?: unknown } };
      return typeof key === 'number' ? index === key : String(pair.key?.value) === key;
    }) as { key?: { range?: number[] }; range?: number[] } | undefined;
    const start = found?.key?.range?.[0] ?? found?.range?.[0];
    if (start !== undefined) return start;
  }
  return 0;
}
