import { Northwind, type EnvironmentName, type NorthwindOptions } from '@northwind/sdk';
import type { Identity } from './identity.ts';
import type { Settings } from './settings.ts';

/** A client that acts as somebody. Without credentials it can still make the calls that are open to everybody. */
export function clientOf(
  { settings, auth }: Pick<Identity, 'settings' | 'auth'>,
  options: Partial<NorthwindOptions> = {},
): Northwind {
  return new Northwind({
    environment: environmentOf(settings),
    auth,
    apiKey: settings.apiKey,
    ...options,
  });
}

function environmentOf(settings: Settings): NorthwindOptions['environment'] {
  const { environment, restUrl, tokenUrl, graphqlUrl } = settings;
  if (restUrl === undefined) return (environment ?? 'production') as EnvironmentName;
  return { restUrl, tokenUrl, graphqlUrl };
}
