/**
 * Ajv's keywords, bounded: what a validator does with a value of any size is linear with a small constant. Ajv with `allErrors` looks
 * at every item of a list that is far too long, makes an error for each, and copies all earlier errors for each, which is quadratic.
 * Here a list or map that breaks its own limit is refused by that limit alone, a string that is too long is not matched, and whoever
 * has enough errors stops looking.
 */
import type Ajv from 'ajv';
import { type CodeKeywordDefinition, type KeywordCxt } from 'ajv';
import { _, not, or, type Code, type Name } from 'ajv/dist/compile/codegen/index.js';
import { Type } from 'ajv/dist/compile/util.js';
import names from 'ajv/dist/compile/names.js';
import formatKeyword from 'ajv/dist/vocabularies/format/format.js';
import patternKeyword from 'ajv/dist/vocabularies/validation/pattern.js';

/** CommonJS wraps its default once or twice, by who imports it. */
const unwrapped = <T>(module: T | { default: T }): T =>
  typeof module === 'object' && module !== null && 'default' in module ? module.default : module;

/** The number of errors so far, in the generated code. */
const { errors } = unwrapped(names);

/** A limit as written in the schema, or undefined. */
const limitOf = (context: KeywordCxt, keyword: string): number | undefined =>
  (context.parentSchema as Record<string, number | undefined>)[keyword];

const within = (context: KeywordCxt, condition: Code | undefined, body: () => void): void => {
  if (condition === undefined) body();
  else context.gen.if(condition, body);
};

/** As Ajv's `items` of one schema, but not for a list that is too long, and only until there are enough errors. */
const items = (maxErrors: number): CodeKeywordDefinition => ({
  keyword: 'items',
  type: 'array',
  schemaType: ['object', 'boolean'],
  before: 'uniqueItems',
  code(context) {
    const { gen, data, it } = context;
    it.items = true;
    const valid = gen.name('valid');
    const length = gen.const('len', _`${data}.length`);
    const maxItems = limitOf(context, 'maxItems');
    within(context, maxItems === undefined ? undefined : _`${length} <= ${maxItems}`, () => {
      gen.forRange('i', 0, length, (index) => {
        context.subschema({ keyword: 'items', dataProp: index, dataPropType: Type.Num }, valid);
        gen.if(it.allErrors ? _`${errors} >= ${maxErrors}` : not(valid), () => gen.break());
      });
    });
    if (!it.allErrors) context.ok(valid);
  },
});

/** As Ajv's `additionalProperties`, but not for a map with too many names, and only until there are enough errors. */
const additionalProperties = (maxErrors: number): CodeKeywordDefinition => ({
  keyword: 'additionalProperties',
  type: 'object',
  schemaType: ['boolean', 'object'],
  allowUndefined: true,
  trackErrors: true,
  before: 'properties',
  error: {
    message: 'must NOT have additional properties',
    params: ({ params }) => _`{additionalProperty: ${params['additionalProperty'] as Name}}`,
  },
  code(context) {
    const { gen, schema, parentSchema, data, errsCount, it } = context;
    it.props = true;
    if (schema === undefined || schema === true) return;
    const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
    const check = (key: Name): void => {
      if (schema === false) {
        context.setParams({ additionalProperty: key });
        context.error();
        gen.if(it.allErrors ? _`${errors} >= ${maxErrors}` : true, () => gen.break());
        return;
      }
      const valid = gen.name('valid');
      context.subschema({ keyword: 'additionalProperties', dataProp: key, dataPropType: Type.Str }, valid);
      gen.if(it.allErrors ? _`${errors} >= ${maxErrors}` : not(valid), () => gen.break());
    };
    const maxProperties = limitOf(context, 'maxProperties');
    const fits = maxProperties === undefined ? undefined : _`Object.keys(${data}).length <= ${maxProperties}`;
    within(context, fits, () => {
      gen.forIn('key', data, (key) => {
        if (known.length === 0) check(key);
        else gen.if(not(or(...known.map((name) => _`${key} === ${name}`))), () => check(key));
      });
    });
    context.ok(_`${errsCount as Code} === ${errors}`);
  },
});

/** A keyword that reads a whole string, for strings of the allowed length: an UTF-16 string has at most two units a character. */
const forShortStrings = (
  definition: CodeKeywordDefinition,
  limitOfFormat: (context: KeywordCxt) => number | undefined = () => undefined,
): CodeKeywordDefinition => ({
  ...definition,
  code(context, ruleType) {
    const { gen, data } = context;
    const maxLength = limitOf(context, 'maxLength');
    const longest = limitOfFormat(context);
    const check = (): void => {
      definition.code(context, ruleType);
    };
    // `maxLength` tells of a string that is too long; where there is none, the keyword has to.
    if (ruleType === 'number') check();
    else if (maxLength !== undefined) gen.if(_`${data}.length <= ${2 * maxLength}`, check);
    else if (longest === undefined) check();
    else gen.if(_`${data}.length > ${longest}`, () => context.error(), check);
  },
});

/** RFC 3339 with nanoseconds and an offset has 35 characters; Ajv splits a date-time at each `T` before it looks at its length. */
const longestDate = ({ schema }: KeywordCxt): number | undefined =>
  /^(date|time|date-time)$/.test(String(schema)) ? 64 : undefined;

/** Replaces the keywords of `ajv` whose work or errors grow with the value. */
export function boundKeywords(ajv: Ajv.default, maxErrors: number): void {
  for (const definition of [
    items(maxErrors),
    additionalProperties(maxErrors),
    forShortStrings(unwrapped(patternKeyword)),
    forShortStrings(unwrapped(formatKeyword), longestDate),
  ]) {
    ajv.removeKeyword(definition.keyword as string);
    ajv.addKeyword(definition);
  }
}
