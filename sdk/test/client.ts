import { clientCredentials, Northwind, type NorthwindOptions } from '../src/index.ts';
import { recordedFetch, type Handler, type RecordedFetch } from './recorded-fetch.ts';

export const environment = { restUrl: 'https://api.test/v1', tokenUrl: 'https://auth.test/oauth2/token' };
export const secret = 'the-very-secret';

/** A client whose `fetch` is the handler, signed in by client credentials. */
export function clientWith(
  handler: Handler,
  options: Partial<NorthwindOptions> = {},
  token?: Handler,
): RecordedFetch & { northwind: Northwind } {
  const recorded = recordedFetch(handler, token);
  const auth = clientCredentials({ clientId: 'partner', clientSecret: secret });
  const northwind = new Northwind({
    environment,
    auth,
    apiKey: 'the-api-key',
    fetch: recorded.fetch,
    ...options,
  });
  return { ...recorded, northwind };
}
