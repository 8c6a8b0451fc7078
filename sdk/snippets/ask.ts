import { createInterface } from 'node:readline/promises';
import { Northwind } from '@northwind/sdk';
import { MeDocument } from '@northwind/sdk/graphql';
import { signIn } from './sign-in.ts';

const terminal = createInterface({ input: process.stdin, output: process.stdout });
const session = await signIn((question) => terminal.question(`${question}: `));
terminal.close();
const northwind = Northwind.fromEnv({ auth: session });
console.log(session.claims['cognito:username'], await northwind.graphql.query(MeDocument));
