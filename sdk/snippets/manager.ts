import { Northwind } from '@northwind/sdk';
import { signIn } from './sign-in.ts';

const answers: Record<string, string | undefined> = {
  'User name': process.env['NORTHWIND_MANAGER_USERNAME'],
  Password: process.env['NORTHWIND_MANAGER_PASSWORD'],
};

/** The sandbox's first manager, a client that acts as them, and a locker of theirs. */
export const session = await signIn(async (question) => answers[question] ?? '');
export const northwind = Northwind.fromEnv({ auth: session });
export const lockerId = process.env['NORTHWIND_LOCKER_ID']!;
