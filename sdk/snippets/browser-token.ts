import { Northwind, type TokenSource } from '@northwind/sdk';

/** Your own server knows who asks (its cookie says so), holds the client's secret, and hands out access tokens. */
const fromOwnServer: TokenSource = {
  async accessToken() {
    const response = await fetch('/northwind-token', { method: 'POST', credentials: 'same-origin' });
    if (!response.ok) throw new Error(`No token: ${response.status}`);
    return ((await response.json()) as { accessToken: string }).accessToken;
  },
};

export const northwind = new Northwind({ environment: 'production', auth: fromOwnServer });
