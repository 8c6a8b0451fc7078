/**
 * What every generated validator needs at run time: Ajv's own helpers, coercion of parameters, and the way from Ajv's errors to
 * the `errors` of a problem document. esbuild bundles this file into `validators/runtime.js`.
 */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import unicodeLength from 'ajv/dist/runtime/ucs2length.js';

export { fullFormats };
/** Length in Unicode code points, as JSON Schema counts it. CommonJS wraps its default once or twice, by who imports it. */
export const ucs2length: (text: string) => number =
  typeof unicodeLength === 'function'
    ? unicodeLength
    : (unicodeLength as { default: (text: string) => number }).default;

export interface ValidationError {
  pointer: string;
  message: string;
}

export type Validate = (value: unknown) => ValidationError[];

/** Parameters as they came: texts, absent ones left out. Header names in lower case. */
export interface RawParameters {
  path: Record<string, string | undefined>;
  query: Record<string, string | undefined>;
  header: Record<string, string | undefined>;
}

/** How one parameter is read: where it stands, its name on the wire, its name in code, and what its text becomes. */
export type ParameterReader = [
  location: keyof RawParameters,
  wireName: string,
  key: string,
  type: 'string' | 'integer' | 'number' | 'boolean',
];

export interface ReadParameters {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  header: Record<string, unknown>;
}

/**
 * At most so many errors are told: enough to mend a request, too few to make a large response of a small one. The contract says how
 * many (`x-northwind-max-problem-errors`); codegen fills it in.
 */
declare const MAX_ERRORS: number;

export function asValidate(validate: ValidateFunction): Validate {
  return (value) => (validate(value) ? [] : toErrors(validate.errors ?? []));
}

/**
 * Reads and checks parameters. Texts become the documented type, defaults are filled in. An unknown query parameter is an
 * error, because a misspelt filter that is silently ignored answers another question than was asked.
 */
export function parameterReader(
  readers: ParameterReader[],
  validate: ValidateFunction,
): (raw: RawParameters) => { parameters: ReadParameters; errors: ValidationError[] } {
  return (raw) => {
    const parameters: ReadParameters = { path: {}, query: {}, header: {} };
    for (const [name, value] of Object.entries(raw.query))
      if (value !== undefined) parameters.query[name] = value;
    for (const [location, wireName, key, type] of readers) {
      const text = raw[location][location === 'header' ? wireName.toLowerCase() : wireName];
      if (text !== undefined) parameters[location][key] = coerce(text, type);
    }
    const errors = validate(parameters) ? [] : toErrors(validate.errors ?? []);
    return { parameters, errors: errors.map((error) => withWireName(error, readers)) };
  };
}

/** A response of ours: headers as they are sent, and the body that was read from JSON; undefined where there is none. */
export interface SentReply {
  headers: Record<string, string>;
  body: unknown;
}

/** @param types of the documented headers, by their names in lower case */
export function replyValidator(
  types: [name: string, type: ParameterReader[3]][],
  validateHeaders: ValidateFunction,
  validateBody: ValidateFunction | undefined,
): (reply: SentReply) => ValidationError[] {
  const typeOf = new Map(types);
  return ({ headers, body }) => {
    const read = Object.entries(headers).map(([name, text]) => {
      const key = name.toLowerCase();
      return [key, coerce(text, typeOf.get(key) ?? 'string')];
    });
    const errors = (validate: ValidateFunction, value: unknown, root: string): ValidationError[] =>
      asValidate(validate)(value).map(({ pointer, message }) => ({ pointer: root + pointer, message }));
    return [
      ...errors(validateHeaders, Object.fromEntries(read), '/header'),
      ...(validateBody !== undefined
        ? errors(validateBody, body, '')
        : body === undefined
          ? []
          : [{ pointer: '', message: 'is a body that the contract does not document' }]),
    ];
  };
}

function coerce(text: string, type: ParameterReader[3]): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'number' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** `/header/ifMatch` in code is `/header/If-Match` to the caller. */
function withWireName(error: ValidationError, readers: ParameterReader[]): ValidationError {
  const reader = readers.find(([location, , key]) => error.pointer === `/${location}/${key}`);
  return reader === undefined ? error : { ...error, pointer: `/${reader[0]}/${reader[1]}` };
}

function toErrors(errors: ErrorObject[]): ValidationError[] {
  return errors.slice(0, MAX_ERRORS).map(({ instancePath, keyword, params }) => {
    const { missingProperty, additionalProperty } = params as Record<string, string | undefined>;
    const property = missingProperty ?? additionalProperty;
    return {
      pointer: property === undefined ? instancePath : `${instancePath}/${escapePointer(property)}`,
      message: message(keyword, params as Record<string, unknown>),
    };
  });
}

function message(keyword: string, params: Record<string, unknown>): string {
  const { limit } = params;
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not an allowed property';
    case 'type':
      return `must be of type ${String(params['type']).replace(',null', '')}`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).filter((value) => value !== null).join(', ')}`;
    case 'format':
      return `must be a valid ${String(params['format'])}`;
    case 'pattern':
      return `must match ${String(params['pattern'])}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `must be ${String(params['comparison'])} ${String(limit)}`;
    case 'minLength':
      return `must have at least ${counted(limit, 'character')}`;
    case 'maxLength':
      return `must have at most ${counted(limit, 'character')}`;
    case 'minItems':
      return `must have at least ${counted(limit, 'item')}`;
    case 'maxItems':
      return `must have at most ${counted(limit, 'item')}`;
    case 'minProperties':
      return `must name at least ${counted(limit, 'field')}`;
    case 'maxProperties':
      return `must name at most ${counted(limit, 'field')}`;
    default:
      return `does not satisfy ${keyword}`;
  }
}

function counted(limit: unknown, noun: string): string {
  return `${String(limit)} ${noun}${limit === 1 ? '' : 's'}`;
}

/** RFC 6901. */
function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
