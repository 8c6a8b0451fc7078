/** Checks a fault that came from a program without types, or over HTTP. */
import { problems } from '../../../src/generated/manifest.ts';
import { ControlError } from './errors.ts';
import type { TargetKind } from './targets.ts';
import type { AnyFault, FaultScope, Tenant } from './types.ts';

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === 'string' && value !== '' && value.length <= 1_000;
const isTrue: Check = (value) => value === true;
const integer =
  (minimum: number, maximum: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;

/** As long as a client may have to wait in a test: setTimeout's own limit is beyond it. */
const maximumDelayMs = 3_600_000;

const oauthErrors = [
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
];

const fields: Readonly<Record<string, readonly [check: Check, expected: string]>> = {
  status: [integer(400, 599), 'an HTTP status from 400 to 599'],
  retryAfter: [integer(0, 86_400), 'whole seconds from 0 to 86400'],
  delayMs: [integer(0, maximumDelayMs), `whole milliseconds from 0 to ${maximumDelayMs}`],
  code: [
    (value) => typeof value === 'string' && Object.hasOwn(problems, value),
    'a problem code of the contract',
  ],
  error: [(value) => oauthErrors.includes(value as string), `one of ${oauthErrors.join(', ')}`],
  errorType: [isString, 'a string'],
  message: [isString, 'a string'],
  errorInfo: [() => true, 'any JSON value'],
  errorCode: [integer(100, 599), 'an integer from 100 to 599'],
  expired: [isTrue, 'true'],
  drop: [isTrue, 'true'],
  duplicate: [isTrue, 'true'],
};

const scope = ['times', 'after', 'tenant'];

/** For each kind of target: what makes a fault, and what may stand beside it. */
const shapes: Readonly<Record<TargetKind, Readonly<Record<string, readonly string[]>>>> = {
  operation: {
    status: ['retryAfter', 'delayMs'],
    code: ['retryAfter', 'delayMs'],
    disconnect: ['delayMs'],
    delayMs: [],
  },
  field: {
    status: ['retryAfter', 'delayMs'],
    errorType: ['message', 'errorInfo', 'delayMs'],
    disconnect: ['delayMs'],
    delayMs: [],
  },
  token: {
    status: ['retryAfter', 'delayMs'],
    error: ['delayMs'],
    disconnect: ['delayMs'],
    expired: [],
    delayMs: [],
  },
  subscription: { drop: [], duplicate: [], disconnect: [], errorType: ['message', 'errorCode'], delayMs: [] },
};

/** @throws ControlError */
export function readFault(
  kind: TargetKind,
  target: string,
  value: unknown,
): FaultScope & { readonly fault: AnyFault } {
  const refuse = (what: string): ControlError => new ControlError(`fail(${JSON.stringify(target)}): ${what}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('the fault must be an object.');
  const given = Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
  const shape = shapes[kind];
  const main = Object.keys(shape).find((name) => name in given);
  if (main === undefined) throw refuse(`the fault needs one of ${Object.keys(shape).join(', ')}.`);
  if (kind === 'field' && main !== 'errorType' && !/^(Query|Mutation)[.]/.test(target))
    throw refuse(
      `${main} fails a whole request, so it goes with fields of Query and Mutation; use errorType.`,
    );
  const allowed = [main, ...(shape[main] ?? [])];
  for (const [name, each] of Object.entries(given)) {
    if (scope.includes(name)) continue;
    if (!allowed.includes(name))
      throw refuse(
        `${name} does not go with ${main}; beside it may stand ${[...allowed.slice(1), ...scope].join(', ')}.`,
      );
    const [check, expected] =
      name === 'disconnect' ? disconnect(kind) : (fields[name] as readonly [Check, string]);
    if (!check(each)) throw refuse(`${name} must be ${expected}; got ${shown(each)}.`);
  }
  const { times, after, tenant, ...fault } = given;
  const isCount = integer(1, 1_000_000);
  if (times !== undefined && times !== Infinity && !isCount(times))
    throw refuse(`times must be a positive integer or Infinity; got ${shown(times)}.`);
  if (after !== undefined && !integer(0, 1_000_000)(after))
    throw refuse(`after must be a non-negative integer; got ${shown(after)}.`);
  return {
    fault: fault as AnyFault,
    ...(times === undefined ? {} : { times: times as number }),
    ...(after === undefined ? {} : { after: after as number }),
    ...(tenant === undefined ? {} : { tenant: readTenant(tenant, refuse) }),
  };
}

const disconnect = (kind: TargetKind): readonly [Check, string] =>
  kind === 'subscription'
    ? [isTrue, 'true']
    : [(value) => value === 'before' || value === 'after', '"before" or "after"'];

/** @throws ControlError */
export function readTenant(value: unknown, refuse = (what: string) => new ControlError(what)): Tenant {
  if (isString(value)) return value as string;
  const { clientId, sub, username } = (typeof value === 'object' ? (value ?? {}) : {}) as Record<
    string,
    unknown
  >;
  if (typeof clientId === 'string') return { clientId };
  if (typeof sub === 'string' && typeof username === 'string') return { sub, username };
  throw refuse(
    'the tenant must be what partner(), courier() or manager() gave, or a client id, user name or subject.',
  );
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 100);
