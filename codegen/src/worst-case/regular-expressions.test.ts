/**
 * No regular expression of the backend or the sandbox takes more than linear time: what they read comes from callers. So are the
 * contracts' own patterns. (The SDK's are judged by its own test.)
 */
import { checkSync } from 'recheck';
import { expect, it } from 'vitest';
import { readEventSchemas } from '../contract/events/read.ts';
import { readContract } from '../contract/openapi/read.ts';
import { expressionsIn, expressionsOf, type RegularExpression } from './regular-expressions.ts';

/** Judged by the theory of automata alone, without a look at the clock: a slow machine must not make it answer "unknown". */
const statusOf = ({ source = '', flags }: RegularExpression): string =>
  checkSync(source, flags, { checker: 'automaton', timeout: null, recallTimeout: -1 }).status;

/** Files whose expressions read, or are made of, what no caller has a say in. */
const ownText: Readonly<Record<string, string>> = {
  'backend/sandbox/src/control/http/server.ts': 'the paths of the control interface',
  'backend/sandbox/src/services/appsync/auth/authenticate.ts': "an API's configuration",
  'backend/sandbox/src/services/appsync/resolvers/bundle.ts': 'the code of the resolvers',
  'backend/sandbox/src/services/appsync/runtime/java-regex.ts': 'what a resolver writes in util.matches',
  'backend/sandbox/src/services/appsync/runtime/time.ts': 'the format a resolver writes in util.time',
  'backend/sandbox/src/services/eventbridge/event-pattern.ts': 'the filter of an event source',
  'backend/sandbox/src/services/iot/rule-sql.ts': 'the SQL of a topic rule',
};

/** What the theory cannot judge, for it looks ahead, and why it is linear all the same. */
const proven: Readonly<Record<string, string>> = {
  'backend/sandbox/src/control/duration.ts':
    'anchored at both ends; each part is digits and a letter of its own, so there is one way to match, and a look-ahead takes one character',
};

const fileOf = ({ where }: RegularExpression): string => where.slice(0, where.lastIndexOf(':'));

/** Every `pattern` in a contract. */
const patternsIn = (where: string, node: unknown): RegularExpression[] =>
  typeof node !== 'object' || node === null
    ? []
    : Object.entries(node).flatMap(([name, value]: [string, unknown]) =>
        name === 'pattern' && typeof value === 'string'
          ? [{ where: `${where}:1`, source: value, flags: 'u' }]
          : patternsIn(where, value),
      );

const document = await readContract();
const events = await readEventSchemas();
const contracts = [
  ...patternsIn('schema/openapi.yaml', document),
  ...events.flatMap(({ file, schema }) => patternsIn(`schema/events/${file}`, schema)),
];
const sources = [...(await expressionsIn('backend/src')), ...(await expressionsIn('backend/sandbox/src'))];
const listed = { ...ownText, ...proven };

it('takes linear time, whatever it is given', () => {
  const judged = [...contracts, ...sources].filter((each) => !Object.hasOwn(listed, fileOf(each)));
  expect(contracts.length).toBeGreaterThan(15);
  expect(judged.length).toBeGreaterThan(100);
  const distinct = new Map(judged.map((each) => [`/${each.source}/${each.flags}`, each]));
  const slow = [...distinct]
    .map(
      ([text, each]) =>
        `${each.where} ${text} is ${each.source === undefined ? 'made while the program runs' : statusOf(each)}`,
    )
    .filter((finding) => !finding.endsWith(' is safe'));
  expect(slow).toEqual([]);
});

it('is listed only where there is one', () => {
  const files = new Set(sources.map(fileOf));
  expect(Object.keys(listed).filter((file) => !files.has(file))).toEqual([]);
});

/** The e-mail address of the format's own check tries every dash of a label as its end: at 254 characters that is a millisecond. */
it('is given no longer an e-mail address than there are', () => {
  const withoutLimit = (node: unknown, at: string): string[] => {
    if (typeof node !== 'object' || node === null) return [];
    const { format, maxLength } = node as { format?: unknown; maxLength?: unknown };
    const own = format === 'email' && !(typeof maxLength === 'number' && maxLength <= 254) ? [at] : [];
    return [...own, ...Object.entries(node).flatMap(([name, value]) => withoutLimit(value, `${at}/${name}`))];
  };
  expect(withoutLimit(document, '')).toEqual([]);
  expect(events.flatMap(({ file, schema }) => withoutLimit(schema, file))).toEqual([]);
});

it.each([
  ['an exponential one', 'const a = /^(a+)+$/;'],
  ['a quadratic one, because it is tried at every position', String.raw`const a = /token[\w.%-]*=/g;`],
  ['one that is made of constants', "const part = '(?:x|x)*'; const a = new RegExp(`^${part}y$`, 'u');"],
])('is found when it is slow: %s', (_name, text) => {
  const [expression] = expressionsOf('example.ts', text);
  expect(statusOf(expression as RegularExpression)).toBe('vulnerable');
});
