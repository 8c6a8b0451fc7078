/**
 * Expressions that were parsed before are not parsed again. Functions and resolvers send the same few, each time with other values, and
 * dynalite's parsers (PEG.js) are a tenth of what a read costs here. What a parser makes of an expression follows from its text, the names
 * it may use and the types of its values, so it is kept by these, with a hole for each value. Refusals are not kept.
 */

/** A value in DynamoDB's JSON notation: its one member is named by its type. */
type TypedValue = Readonly<Record<string, unknown>>;

/** What dynalite hands to a parser beside the text; the parser takes what it meets out of the two sets of the unused. */
export interface ExpressionContext {
  readonly attrNames?: Readonly<Record<string, string>> | undefined;
  readonly attrVals?: Readonly<Record<string, TypedValue>> | undefined;
  readonly unusedAttrNames: Record<string, true>;
  readonly unusedAttrVals: Record<string, true>;
  readonly isKeyCondition?: boolean;
}

/** @returns the parsed expression, or in words what is wrong with it. */
export type ParseExpression = (text: string, options: { readonly context: ExpressionContext }) => unknown;

/** Fills an expression with the values of a request. Each filling is the request's own: dynalite changes what it was given. */
type Fill = (values: ExpressionContext['attrVals']) => unknown;

interface Remembered {
  readonly fill: Fill;
  readonly usedNames: readonly string[];
  readonly usedValues: readonly string[];
}

/** An application has some dozens; whoever writes values into the text of expressions has no end of them. */
const maximumExpressions = 500;

/** In these the parser looks at values, not only at their types. */
const looksAtValues = /\bbetween\b|\battribute_type\b/i;

export function remembering(parse: ParseExpression): ParseExpression {
  const known = new Map<string, Remembered>();
  return (text, options) => {
    const { context } = options;
    if (looksAtValues.test(text)) return parse(text, options);
    const name = nameOf(text, context);
    const remembered = known.get(name);
    if (remembered !== undefined) {
      for (const used of remembered.usedNames) delete context.unusedAttrNames[used];
      for (const used of remembered.usedValues) delete context.unusedAttrVals[used];
      return remembered.fill(context.attrVals);
    }
    const unused = { names: { ...context.unusedAttrNames }, values: { ...context.unusedAttrVals } };
    const parsed = parse(text, options);
    if (typeof parsed === 'string') return parsed;
    if (known.size >= maximumExpressions) known.clear();
    const isUsed = (left: object) => (each: string) => !(each in left);
    known.set(name, {
      fill: withHoles(parsed, context.attrVals),
      usedNames: Object.keys(unused.names).filter(isUsed(context.unusedAttrNames)),
      usedValues: Object.keys(unused.values).filter(isUsed(context.unusedAttrVals)),
    });
    return parsed;
  };
}

/** Two expressions of the same name differ in nothing but their values, and in what other expressions of the request have used. */
function nameOf(text: string, context: ExpressionContext): string {
  const types = Object.entries(context.attrVals ?? {}).map(([name, value]) => [name, Object.keys(value)[0]]);
  const { attrNames, unusedAttrNames, unusedAttrVals, isKeyCondition } = context;
  const unused = [Object.keys(unusedAttrNames), Object.keys(unusedAttrVals)];
  return JSON.stringify([text, isKeyCondition, attrNames, types, unused]);
}

function withHoles(part: unknown, values: ExpressionContext['attrVals']): Fill {
  if (typeof part !== 'object' || part === null) return () => part;
  // The parser puts a value in as the object that it was given.
  const hole = Object.entries(values ?? {}).find(([, value]) => value === part);
  if (hole !== undefined) return (filling) => filling?.[hole[0]];
  if (Array.isArray(part)) {
    const fills = part.map((each) => withHoles(each, values));
    return (filling) => fills.map((fill) => fill(filling));
  }
  // Without a prototype where the parser's has none: an attribute may be called `constructor`.
  const prototype = Object.getPrototypeOf(part) as object | null;
  const fills = Object.entries(part).map(([name, each]) => [name, withHoles(each, values)] as const);
  return (filling) => {
    const filled = Object.create(prototype) as Record<string, unknown>;
    for (const [name, fill] of fills) filled[name] = fill(filling);
    return filled;
  };
}
