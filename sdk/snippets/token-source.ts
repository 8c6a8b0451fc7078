import { readFile } from 'node:fs/promises';
import { Northwind, type TokenSource } from '@northwind/sdk';

/** Another program keeps the token of this file fresh. */
const fromFile: TokenSource = {
  async accessToken({ rejected }) {
    const token = (await readFile(process.env['TOKEN_FILE']!, 'utf8')).trim();
    if (token === rejected) throw new Error('The token in TOKEN_FILE has been refused.');
    return token;
  },
};
const northwind = Northwind.fromEnv({ auth: fromFile });
console.log(await northwind.lockers.list({ limit: 1 }).firstPage());
