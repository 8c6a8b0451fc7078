import { Northwind, type TokenSource } from '@northwind/sdk';

let cached: string | undefined;

const fromSession: TokenSource = {
  async accessToken({ rejected }) {
    if (cached === undefined || cached === rejected) cached = await (await fetch('/session/token')).text();
    return cached;
  },
};
const northwind = new Northwind({ environment: 'production', auth: fromSession });
console.log(await northwind.lockers.list());
