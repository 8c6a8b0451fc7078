/** AppSync's scalars, after AWS AppSync Developer Guide, "Scalar types in AWS AppSync". */
import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { isIP } from 'node:net';

/** A value the scalar does not take; `reason` is AppSync's half of the sentence. */
export class ScalarValueError extends Error {
  override readonly name = 'ScalarValueError';
}

const offset = '(?:Z|[+-]\\d{2}:\\d{2}(?::\\d{2})?)';
const clock = '([01]\\d|2[0-3]):([0-5]\\d)(?::([0-5]\\d)(?:\\.\\d{1,9})?)?';
const datePattern = new RegExp(`^(-?\\d{4,9})-(\\d{2})-(\\d{2})(${offset})?$`);
const timePattern = new RegExp(`^${clock}(${offset})?$`);
const dateTimePattern = new RegExp(`^(-?\\d{4,9})-(\\d{2})-(\\d{2})T${clock}(${offset})$`);
const phonePattern = /^\+?[0-9][0-9 ()./-]{3,20}$/;

function isCalendarDay(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): boolean {
  const date = new Date(Date.UTC(2000, Number(month) - 1, Number(day)));
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

const isDate = (text: string) => {
  const match = datePattern.exec(text);
  return match !== null && isCalendarDay(match[1], match[2], match[3]);
};
const isDateTime = (text: string) => {
  const match = dateTimePattern.exec(text);
  return match !== null && isCalendarDay(match[1], match[2], match[3]);
};

const localPartPattern = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/;
const labelPattern = /^[A-Za-z0-9-]{1,63}$/;
/** In parts, each looked at once: one expression for the whole would try the ends of every label. */
const isEmail = (text: string): boolean => {
  const at = text.lastIndexOf('@');
  const labels = text.slice(at + 1).split('.');
  return (
    localPartPattern.test(text.slice(0, Math.max(at, 0))) &&
    labels.every((label) => labelPattern.test(label) && !label.startsWith('-') && !label.endsWith('-'))
  );
};

const isUrl = (text: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text);
const isIpAddress = (text: string) => {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
};

/** `noun` is the word in AppSync's message: "Unable to parse `x` as a valid DateTime Object." */
function textScalar(name: string, noun: string, isValid: (text: string) => boolean): GraphQLScalarType {
  const check = (verb: 'parse' | 'serialize') => (value: unknown) => {
    if (typeof value !== 'string' || !isValid(value)) {
      throw new ScalarValueError(`Unable to ${verb} \`${String(value)}\` as a valid ${noun}.`);
    }
    return value;
  };
  return new GraphQLScalarType({
    name,
    coerceOutputValue: check('serialize'),
    coerceInputValue: check('parse'),
    coerceInputLiteral: (node) =>
      check('parse')(node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node)),
  });
}

const timestamp = (value: unknown) => {
  const seconds = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds)) {
    throw new ScalarValueError(`Unable to parse \`${String(value)}\` as a valid Timestamp.`);
  }
  return seconds;
};

/** Text that is no JSON is refused; what it holds arrives parsed in `ctx.args`. */
const parseJson = (value: unknown): unknown => {
  try {
    return JSON.parse(value as string);
  } catch {
    throw new ScalarValueError(`Unable to parse \`${String(value)}\` as a valid JSON.`);
  }
};

export const awsScalars: readonly GraphQLScalarType[] = [
  textScalar('AWSDate', 'Date Object', isDate),
  textScalar('AWSTime', 'Time Object', (text) => timePattern.test(text)),
  textScalar('AWSDateTime', 'DateTime Object', isDateTime),
  textScalar('AWSEmail', 'Email Address', isEmail),
  textScalar('AWSURL', 'URL', isUrl),
  textScalar('AWSPhone', 'Phone Number', (text) => phonePattern.test(text)),
  textScalar('AWSIPAddress', 'IP Address', isIpAddress),
  new GraphQLScalarType({
    name: 'AWSTimestamp',
    coerceOutputValue: timestamp,
    coerceInputValue: timestamp,
    coerceInputLiteral: (node) =>
      timestamp(node.kind === Kind.INT ? Number(node.value) : valueFromASTUntyped(node)),
  }),
  new GraphQLScalarType({
    name: 'AWSJSON',
    coerceOutputValue: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
    coerceInputValue: parseJson,
    coerceInputLiteral: (node) => parseJson(node.kind === Kind.STRING ? node.value : undefined),
  }),
];
