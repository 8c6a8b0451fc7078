import { clientCredentials } from '../auth/client-credentials.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Scope } from '../generated/models.ts';
import type { EnvironmentName } from '../generated/environments.ts';
import { environmentVariables } from '../runtime.ts';
import type { NorthwindOptions } from './options.ts';

/** Makes options from `NORTHWIND_*`; see `Northwind.fromEnv`. What `overrides` holds is not looked up. */
export function optionsFromEnv(overrides: Partial<NorthwindOptions>): NorthwindOptions {
  const env = environmentVariables();
  const read = (name: string): string | undefined => env[`NORTHWIND_${name}`] || undefined;
  const required = (name: string): string => {
    const value = read(name);
    if (value) return value;
    throw new UsageError(`The environment variable \`NORTHWIND_${name}\` is not set.`);
  };
  const restUrl = read('REST_URL');
  const tokenUrl = read('TOKEN_URL');
  const graphqlUrl = read('GRAPHQL_URL');
  const graphqlHost = read('GRAPHQL_HOST');
  const scopes = read('SCOPES')?.split(/[\s,]+/) as Scope[] | undefined;
  const apiKey = read('API_KEY');
  return {
    environment: restUrl
      ? {
          restUrl,
          ...(tokenUrl && { tokenUrl }),
          ...(graphqlUrl && { graphqlUrl }),
          ...(graphqlHost && { graphqlHost }),
        }
      : ((read('ENVIRONMENT') ?? 'production') as EnvironmentName),
    auth:
      overrides.auth ??
      read('ACCESS_TOKEN') ??
      clientCredentials({
        clientId: required('CLIENT_ID'),
        clientSecret: required('CLIENT_SECRET'),
        ...(scopes && { scopes }),
        ...(tokenUrl && { tokenUrl }),
      }),
    ...(apiKey && { apiKey }),
    ...(read('DEBUG') && { debug: true }),
    ...overrides,
  };
}
