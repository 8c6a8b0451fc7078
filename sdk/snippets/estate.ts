import { createInterface } from 'node:readline/promises';
import { Northwind } from '@northwind/sdk';
import { signIn } from './sign-in.ts';

const terminal = createInterface({ input: process.stdin, output: process.stdout });
const northwind = Northwind.fromEnv({ auth: await signIn((question) => terminal.question(`${question}: `)) });
terminal.close();

const address = { line1: 'Hafenstrasse 12', postalCode: '20457', city: 'Hamburg', country: 'DE' };
const building = await northwind.buildings.create({ name: 'Hafenkontor', address });
const compartments = { small: 8, medium: 4, large: 2 };
const locker = await northwind.lockers.create({
  buildingId: building.id,
  name: 'Lobby',
  address,
  compartments,
});
const manager = await northwind.users.create({
  email: 'ada@example.com', // where the invitation goes
  name: 'Ada Lovelace',
  groups: ['manager'],
  buildings: [building.id],
});
console.log(manager.name, 'looks after', locker.name, 'in', building.name);
