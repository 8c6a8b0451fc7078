import { Northwind, clientCredentials, isNotFoundError } from '@northwind/sdk';
import { tour } from './tour.cjs';

console.log(JSON.stringify(await tour({ Northwind, clientCredentials, isNotFoundError })));
