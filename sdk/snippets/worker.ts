import { Northwind, clientCredentials, type TokenSource } from '@northwind/sdk';

interface Env {
  readonly NORTHWIND_CLIENT_ID: string;
  readonly NORTHWIND_CLIENT_SECRET: string;
  readonly NORTHWIND_API_KEY: string;
  readonly NORTHWIND_REST_URL: string;
  readonly NORTHWIND_TOKEN_URL: string;
}

/** The token of this isolate. A string may be shared between requests; a client, which holds promises and timers, may not. */
let kept: { readonly token: string; readonly expiresAt: number } | undefined;

const keeping = (source: TokenSource): TokenSource => ({
  async accessToken(request) {
    const soon = Date.now() + 60_000;
    if (kept && kept.token !== request.rejected && kept.expiresAt > soon) return kept.token;
    const token = await source.accessToken(request);
    const payload = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const { exp } = JSON.parse(atob(payload)) as { exp: number };
    kept = { token, expiresAt: exp * 1000 };
    return token;
  },
});

export default {
  async fetch(_request: Request, env: Env): Promise<Response> {
    const northwind = new Northwind({
      environment: { restUrl: env.NORTHWIND_REST_URL, tokenUrl: env.NORTHWIND_TOKEN_URL }, // or 'production'
      auth: keeping(
        clientCredentials({ clientId: env.NORTHWIND_CLIENT_ID, clientSecret: env.NORTHWIND_CLIENT_SECRET }),
      ),
      apiKey: env.NORTHWIND_API_KEY,
    });
    const { data } = await northwind.invoices.list({ status: 'open', limit: 10 }).firstPage();
    return Response.json(data.map(({ number, amountDue, currency }) => ({ number, amountDue, currency })));
  },
};
