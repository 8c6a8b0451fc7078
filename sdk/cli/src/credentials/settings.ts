import type { Io } from '../io.ts';

/** What a client is made of: from the environment, or from a profile. */
export interface Settings {
  /** `production` or `sandbox`, unless there is a `restUrl`. */
  readonly environment?: string | undefined;
  readonly restUrl?: string | undefined;
  readonly tokenUrl?: string | undefined;
  readonly graphqlUrl?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Separated by spaces. */
  readonly scopes?: string | undefined;
}

const variables: Readonly<Record<keyof Settings, string>> = {
  environment: 'NORTHWIND_ENVIRONMENT',
  restUrl: 'NORTHWIND_REST_URL',
  tokenUrl: 'NORTHWIND_TOKEN_URL',
  graphqlUrl: 'NORTHWIND_GRAPHQL_URL',
  clientId: 'NORTHWIND_CLIENT_ID',
  clientSecret: 'NORTHWIND_CLIENT_SECRET',
  accessToken: 'NORTHWIND_ACCESS_TOKEN',
  apiKey: 'NORTHWIND_API_KEY',
  scopes: 'NORTHWIND_SCOPES',
};

/** The same variables as `Northwind.fromEnv()` reads, and the sandbox's `--env-file` writes. */
export function settingsFromEnv(env: Io['env']): Settings {
  const entries = Object.entries(variables).map(([name, variable]) => [name, env[variable] || undefined]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Settings;
}
