import { writeFile } from 'node:fs/promises';
import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv();
const { current, deletedId } = await northwind.clientSecrets.rotate({
  // Where your program reads NORTHWIND_CLIENT_SECRET from when it starts next: a vault, or a file that nobody else may read.
  store: ({ clientSecret }) => writeFile('client-secret', clientSecret, { mode: 0o600 }),
});
console.log(current.id, 'is good until', current.rotateBy, 'and', deletedId, 'is deleted');
