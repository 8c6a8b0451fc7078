/** A program that starts anew, and so asks for its first token. */
import { succeeds, type Channel } from './channel.ts';
import type { Northwind } from '@northwind/sdk';

/** @param newClient a client without a token */
export const signInChannel = (newClient: () => Northwind): Channel => ({
  name: 'sign-in',
  acknowledged: [],
  attempt: () => succeeds(() => newClient().invoices.list({ limit: 1 }).firstPage()),
  read: async () => [],
});
