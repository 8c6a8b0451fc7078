import { clientCredentials } from '../auth/client-credentials.ts';
import { nearest } from '../errors/did-you-mean.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Scope } from '../generated/models.ts';
import type { EnvironmentName } from '../generated/environments.ts';
import { environmentVariables } from '../runtime.ts';
import { isRecord } from '../support/is-record.ts';
import type { NorthwindOptions, NorthwindOverrides } from './options.ts';

const PREFIX = 'NORTHWIND_';
const URL_NAMES = ['REST_URL', 'TOKEN_URL', 'GRAPHQL_URL'] as const;
/** The variables that are read, without their prefix. */
const NAMES = [
  'CLIENT_ID',
  'CLIENT_SECRET',
  'ACCESS_TOKEN',
  'API_KEY',
  'SCOPES',
  'ENVIRONMENT',
  'DEBUG',
  ...URL_NAMES,
] as const;
type Name = (typeof NAMES)[number];

/** Values that switch a variable off. */
const OFF = /^(0|false|no|off)?$/i;

/** Makes options from `NORTHWIND_*`; see `Northwind.fromEnv`. What `overrides` holds is not looked up. */
export function optionsFromEnv(overrides: NorthwindOverrides): NorthwindOptions {
  if (!isRecord(overrides)) throw new UsageError('The options of `Northwind.fromEnv` must be an object.');
  const env = environmentVariables();
  assertSpelling(env);
  const read = (name: Name): string | undefined => env[PREFIX + name] || undefined;
  const required = (name: Name): string => {
    const value = read(name);
    if (value) return value;
    throw new UsageError(`The environment variable \`${PREFIX}${name}\` is not set.`);
  };
  const scopes = read('SCOPES')?.split(/[\s,]+/) as Scope[] | undefined;
  const environment = overrides.environment ?? environmentFrom(read, env);
  return {
    ...overrides,
    environment,
    auth:
      overrides.auth ??
      read('ACCESS_TOKEN') ??
      clientCredentials({
        clientId: required('CLIENT_ID'),
        clientSecret: required('CLIENT_SECRET'),
        scopes,
        // Of named environments the endpoint is known.
        tokenUrl:
          typeof environment === 'string' ? undefined : (environment.tokenUrl ?? required('TOKEN_URL')),
      }),
    apiKey: overrides.apiKey ?? read('API_KEY'),
    debug: overrides.debug ?? !OFF.test(read('DEBUG') ?? ''),
  };
}

/** URLs or the name of an environment. Half of either would send credentials where they do not belong. */
function environmentFrom(
  read: (name: Name) => string | undefined,
  env: object,
): NorthwindOptions['environment'] {
  const name = read('ENVIRONMENT');
  const [restUrl, tokenUrl, graphqlUrl] = URL_NAMES.map(read);
  const set = URL_NAMES.find(read);
  if (!set && !name)
    // Loaded when needed, and a warning that cannot be loaded fails no call.
    void import('./unread-variables.lazy.ts').then(
      ({ tellUnread }) => tellUnread(namesOf(env), PREFIX, NAMES),
      () => {},
    );
  if (!set) return (name ?? 'production') as EnvironmentName;
  if (name) throw new UsageError(`Set \`${PREFIX}ENVIRONMENT\` or \`${PREFIX}${set}\`, not both.`);
  if (restUrl) return { restUrl, tokenUrl, graphqlUrl };
  throw new UsageError(`\`${PREFIX}${set}\` is set but \`${PREFIX}REST_URL\` is not.`);
}

/** A variable that is spelt almost like one of ours would silently leave a default: `NORTHWIND_ENVIROMENT` would mean production. */
function assertSpelling(env: Readonly<Record<string, string | undefined>>): void {
  for (const variable of namesOf(env)) {
    if (!variable.startsWith(PREFIX)) continue;
    const name = variable.slice(PREFIX.length);
    const near = nearest(name, NAMES);
    if (near.distance > 0 && near.distance <= 2) {
      throw new UsageError(`Unknown \`${variable}\`. Did you mean \`${PREFIX}${near.word}\`?`);
    }
  }
}

/** Deno lets a program list its variables only with the permission for all of them. */
function namesOf(env: object): string[] {
  try {
    return Object.keys(env);
  } catch {
    return [];
  }
}
