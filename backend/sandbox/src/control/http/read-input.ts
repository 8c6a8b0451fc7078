/** Reads what a request to the control carries, and refuses what its route does not take. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { ControlError } from '../errors.ts';
import { segmentsOf, type ControlRoute } from './routes.ts';

export interface ReceivedInput {
  readonly segments: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

const ajv = new Ajv({ allowUnionTypes: true });
const validators = new WeakMap<ControlRoute, ValidateFunction>();

/** @throws ControlError */
export function readInput(route: ControlRoute, { segments, query, body }: ReceivedInput): object {
  const refuse = (what: string) => new ControlError(`${route.method} ${route.path}: ${what}`);
  const rest = route.method === 'GET' ? ofQuery(query, refuse) : parse(body.toString('utf8') || '{}', refuse);
  if (typeof rest !== 'object' || rest === null || Array.isArray(rest))
    throw refuse('the body must be a JSON object.');
  const input = { ...rest, ...segments };
  const validate = validatorOf(route);
  if (!validate(input)) throw refuse(described(route, validate.errors?.[0]));
  return input;
}

function validatorOf(route: ControlRoute): ValidateFunction {
  const known = validators.get(route);
  if (known) return known;
  const { input: properties, required } = route;
  const made = ajv.compile({ type: 'object', properties, required, additionalProperties: false });
  validators.set(route, made);
  return made;
}

/** A value that is an object, such as a tenant, is sent as JSON. */
const ofQuery = (query: URLSearchParams, refuse: (what: string) => ControlError): object =>
  Object.fromEntries(
    [...query].map(([name, value]) => [name, value.startsWith('{') ? parse(value, refuse) : value]),
  );

function parse(text: string, refuse: (what: string) => ControlError): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw Object.assign(refuse('this is not JSON.'), { cause });
  }
}

function described(route: ControlRoute, error: ErrorObject | undefined): string {
  const { keyword, instancePath = '', params = {}, message = 'is not valid' } = error ?? {};
  const named = params as { additionalProperty?: string; missingProperty?: string };
  if (keyword === 'required') return `${instancePath}/${named.missingProperty} is missing.`;
  if (keyword !== 'additionalProperties') return `${instancePath} ${message}.`;
  const inPath = segmentsOf(route.path);
  const known = Object.keys(route.input).filter((name) => !inPath.includes(name));
  const advice =
    instancePath !== '' ? '' : known.length === 0 ? ' It takes nothing.' : ` It takes ${known.join(', ')}.`;
  return `${instancePath}/${String(named.additionalProperty).slice(0, 100)} is not known.${advice}`;
}
