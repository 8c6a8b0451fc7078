import {
  clientCredentials,
  Northwind,
  type EnvironmentName,
  type NorthwindOptions,
  type Scope,
  type TokenSource,
} from '@northwind/sdk';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Settings } from './settings.ts';

/** A client that signs in with what there is. Without anything it can still make the calls that are open to everybody. */
export function clientOf(settings: Settings, options: Partial<NorthwindOptions> = {}): Northwind {
  return new Northwind({
    environment: environmentOf(settings),
    auth: authOf(settings),
    apiKey: settings.apiKey,
    ...options,
  });
}

export function environmentOf(settings: Settings): NorthwindOptions['environment'] {
  const { environment, restUrl, tokenUrl, graphqlUrl, graphqlHost } = settings;
  if (restUrl === undefined) return (environment ?? 'production') as EnvironmentName;
  return { restUrl, tokenUrl, graphqlUrl, graphqlHost };
}

function authOf({ accessToken, clientId, clientSecret, scopes }: Settings): TokenSource | string {
  if (accessToken !== undefined) return accessToken;
  if (clientId === undefined || clientSecret === undefined) return nobody;
  return clientCredentials({
    clientId,
    clientSecret,
    scopes: scopes?.split(/[\s,]+/) as Scope[] | undefined,
  });
}

const nobody: TokenSource = {
  accessToken() {
    throw new CliError(
      'Not signed in: run `northwind login`, or set NORTHWIND_CLIENT_ID, NORTHWIND_CLIENT_SECRET and NORTHWIND_API_KEY.',
      exitCodes.authentication,
    );
  },
};
