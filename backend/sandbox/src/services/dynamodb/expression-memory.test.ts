import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { remembering, type ExpressionContext, type ParseExpression } from './expression-memory.ts';

type Grammar = 'conditionParser' | 'updateParser' | 'projectionParser';

const load = createRequire(import.meta.url);
const grammars = new Map<Grammar, ParseExpression>(
  (['conditionParser', 'updateParser', 'projectionParser'] as const).map((name) => [
    name,
    (load(`dynalite/db/${name}.js`) as { parse: ParseExpression }).parse,
  ]),
);

type Values = NonNullable<ExpressionContext['attrVals']>;
type Names = Record<string, string>;

/** As dynalite's validation makes it; `compare` is what it hands to the parser for BETWEEN. */
const contextOf = (attrVals: Values, attrNames: Names = {}): ExpressionContext =>
  ({
    attrNames,
    attrVals,
    unusedAttrNames: Object.fromEntries(Object.keys(attrNames).map((name) => [name, true])),
    unusedAttrVals: Object.fromEntries(Object.keys(attrVals).map((name) => [name, true])),
    isReserved: (name: string) => name.toUpperCase() === 'STATUS',
    compare: (_operator: string, left: Values[string], right: Values[string]) =>
      Number(left['N']) > Number(right['N']),
  }) as ExpressionContext;

function outcome(parse: ParseExpression, text: string, context: ExpressionContext): unknown {
  const unused = [context.unusedAttrNames, context.unusedAttrVals];
  try {
    return { parsed: parse(text, { context }), unused };
  } catch (error) {
    return { refused: (error as Error).message, unused };
  }
}

const cases: readonly [grammar: Grammar, text: string, requests: readonly [Values, Names?][]][] = [
  [
    'conditionParser',
    'pk = :pk AND sk > :sk',
    [[{ ':pk': { S: 'a' }, ':sk': { S: 'b' } }], [{ ':pk': { S: 'c' }, ':sk': { S: 'd' } }]],
  ],
  ['conditionParser', 'pk = :same AND sk = :same', [[{ ':same': { S: 'a' } }], [{ ':same': { S: 'b' } }]]],
  // Another type, and what is refused of it alone.
  [
    'conditionParser',
    'begins_with(sk, :sk)',
    [[{ ':sk': { S: 'a' } }], [{ ':sk': { N: '1' } }], [{ ':sk': { S: 'b' } }]],
  ],
  [
    'conditionParser',
    'attribute_type(sk, :type)',
    [[{ ':type': { S: 'S' } }], [{ ':type': { S: 'unheard of' } }]],
  ],
  [
    'conditionParser',
    'n BETWEEN :low AND :high',
    [[{ ':low': { N: '1' }, ':high': { N: '2' } }], [{ ':low': { N: '3' }, ':high': { N: '2' } }]],
  ],
  // The same text that means another attribute.
  [
    'conditionParser',
    '#name = :value OR #name.a[1] = :value',
    [
      [{ ':value': { S: 'a' } }, { '#name': 'x' }],
      [{ ':value': { S: 'a' } }, { '#name': 'y' }],
    ],
  ],
  [
    'conditionParser',
    'a = :a',
    [[{ ':a': { S: '1' } }], [{ ':b': { S: '1' } }], [{ ':a': { S: '1' }, ':b': { S: '2' } }]],
  ],
  ['conditionParser', 'status = :a', [[{ ':a': { S: '1' } }], [{ ':a': { S: '1' } }]]],
  ['conditionParser', 'a = ', [[{ ':a': { S: '1' } }], [{ ':a': { S: '1' } }]]],
  ['conditionParser', 'constructor = :a', [[{ ':a': { S: '1' } }], [{ ':a': { S: '2' } }]]],
  [
    'updateParser',
    'SET a = :a, #b.c = if_not_exists(d, :n) + :n REMOVE e ADD f :n',
    [
      [{ ':a': { M: { x: { S: 'y' } } }, ':n': { N: '1' } }, { '#b': 'b' }],
      [{ ':a': { L: [{ S: 'z' }] }, ':n': { N: '2' } }, { '#b': 'b' }],
    ],
  ],
  ['updateParser', 'SET a = :a, a = :a', [[{ ':a': { S: '1' } }], [{ ':a': { S: '2' } }]]],
  ['updateParser', 'ADD a :a', [[{ ':a': { N: '1' } }], [{ ':a': { S: '1' } }]]],
  [
    'projectionParser',
    '#a, b.c, d[0]',
    [
      [{}, { '#a': 'a' }],
      [{}, { '#a': 'z' }],
    ],
  ],
];

describe('what was parsed before is as if it were parsed again', () => {
  it.each(cases)('%s: %s', (grammar, text, requests) => {
    const parse = grammars.get(grammar) as ParseExpression;
    const remembers = remembering(parse);
    for (const request of [...requests, ...requests]) {
      const asked = contextOf(...structuredClone(request as [Values, Names?]));
      const again = contextOf(...structuredClone(request as [Values, Names?]));
      expect(outcome(remembers, text, asked)).toEqual(outcome(parse, text, again));
    }
  });

  it('parses once, whatever the values are', () => {
    let parsed = 0;
    const counting = remembering((text, options) => {
      parsed += 1;
      return (grammars.get('conditionParser') as ParseExpression)(text, options);
    });
    for (const pk of ['a', 'b', 'c']) counting('pk = :pk', { context: contextOf({ ':pk': { S: pk } }) });
    expect(parsed).toBe(1);
  });

  it('is each request’s own to change', () => {
    const remembers = remembering(grammars.get('conditionParser') as ParseExpression);
    const parse = () =>
      remembers(':pk < pk', { context: contextOf({ ':pk': { S: 'a' } }) }) as {
        expression: { type: string };
      };
    for (const _ of [1, 2]) {
      const { expression } = parse();
      expect(expression.type).toBe('<');
      expression.type = '>';
    }
  });

  it('keeps the prototype away from attributes’ names', () => {
    const remembers = remembering(grammars.get('conditionParser') as ParseExpression);
    const parse = () =>
      remembers('a.b = :a', { context: contextOf({ ':a': { S: '1' } }) }) as {
        pathHeads: Record<string, unknown>;
      };
    for (const _ of [1, 2]) expect(parse().pathHeads['constructor']).toBeUndefined();
  });
});
