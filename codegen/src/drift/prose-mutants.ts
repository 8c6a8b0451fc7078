/** Names of the contracts and of commands, written wrong in every place where prose has them; and examples that call what there is not. */
import { visit, type ASTNode } from 'graphql';
import { readEventSchemas } from '../contract/events/read.ts';
import { parseSchema } from '../contract/graphql/supported.ts';
import { readSchemaText, schemaPath } from '../contract/graphql/schema.ts';
import { readContract } from '../contract/openapi/read.ts';
import {
  foreign,
  isOtherProgram,
  readKnown,
  readPages,
  unknownNames,
  type Known,
  type Page,
} from '../gates/pages/names.ts';
import type { Mutant } from './mutant.ts';

/** Words that only a name is: `status` may be one of English, `amountDue`, `picked_up`, `invoices:read` and `/invoices` are not. */
const isDistinctive = /^(?:--\w{3}|\/[a-z]|[A-Za-z]\w*[-:_]\w|[a-z]+[A-Z])/;

function namesOfDocument(value: unknown): string[] {
  if (typeof value === 'string') return /^[\w:/.{}-]+$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...namesOfDocument(child)]);
}

function namesOfSchema(document: ASTNode): string[] {
  const names: string[] = [];
  visit(document, { Name: (node) => void names.push(node.value) });
  return names;
}

/** A contract's text is the contract but for what its descriptions write as code; other programs' options are theirs. */
function isProse(file: string, text: string, { 0: name, index }: RegExpExecArray): boolean {
  const before = text.slice(text.lastIndexOf('\n', index) + 1, index);
  if (file.startsWith('schema/')) return before.split('`').length % 2 === 0;
  const isOption = name.startsWith('--');
  const line = before + text.slice(index).split('\n', 1)[0];
  return !isOption || !(name in foreign || isOtherProgram(line));
}

/** Each mention of a name, on each page. */
export async function nameMutants(): Promise<Mutant[]> {
  const known = readKnown();
  const pages = readPages();
  const alarms = unknownNames(pages, known);
  if (alarms.length > 0)
    throw new Error(`The pages as they are raise an alarm: ${JSON.stringify(alarms[0])}`);
  const names = [
    ...namesOfDocument(await readContract()),
    ...namesOfDocument((await readEventSchemas()).map(({ schema }) => schema)),
    ...namesOfSchema(parseSchema(await readSchemaText(), schemaPath)),
    ...(known.code.match(/\bNORTHWIND_[A-Z_]+\b/g) ?? []),
    ...[...known.options].map((name) => `--${name}`),
  ];
  const distinctive = [...new Set(names)].filter((name) => isDistinctive.test(name));
  const mentions = new RegExp(
    `(?<![\\w./-])(?:${distinctive
      .toSorted((a, b) => b.length - a.length)
      .map((name) => name.replaceAll(/[.{}\/-]/g, '\\$&'))
      .join('|')})(?![\\w-])`,
    'g',
  );
  const misspelt = pages.flatMap(({ file, text }) =>
    [...text.matchAll(mentions)]
      .filter((match) => isProse(file, text, match))
      .map((match) => replaced(known, file, text, match, `${match[0]}x`)),
  );
  return [...misspelt, ...mistaken(pages, known)];
}

/** A name in place of another that there is too: a script, an option of a script, the other scope of a call. */
function mistaken(pages: readonly Page[], known: Known): Mutant[] {
  const { scopes, scripts } = known.commands;
  const operations = [...scopes.keys()].map((name) => name.replace('.', '\\.')).join('|');
  const places: readonly (readonly [RegExp, (text: string) => string])[] = [
    [/(?<=\bnpm run (?:--silent )?)[\w:-]+/g, () => 'invoices'],
    ...[...scripts].flatMap(([name, own]): (readonly [RegExp, () => string])[] => {
      const others = [...known.options].find((option) => own?.has(option) === false);
      return others === undefined
        ? []
        : [[new RegExp(`(?<=\\bnpm run ${name} -- )--[a-z][\\w-]*`, 'g'), () => `--${others}`]];
    }),
    [
      new RegExp(`(?<=\\b(?:${operations})\\b[^\\n]*[/.\\w]\\.)(?:read|write)\\b`, 'g'),
      (text) => (text === 'read' ? 'write' : 'read'),
    ],
  ];
  return pages.flatMap(({ file, text }) =>
    places.flatMap(([pattern, other]) =>
      [...text.matchAll(pattern)].map((match) => replaced(known, file, text, match, other(match[0]))),
    ),
  );
}

function replaced(known: Known, file: string, text: string, match: RegExpExecArray, other: string): Mutant {
  const { 0: name, index } = match;
  const line = text.slice(0, index).split('\n').length;
  return {
    kind: 'prose',
    name: `${file}:${line} names ${name} wrongly, ${other}`,
    dies: () => {
      const changed = text.slice(0, index) + other + text.slice(index + name.length);
      return unknownNames([{ file, text: changed }], known).length > 0;
    },
  };
}
