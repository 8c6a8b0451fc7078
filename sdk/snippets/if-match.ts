import { Northwind, isPreconditionError } from '@northwind/sdk';

const northwind = Northwind.fromEnv();

async function rename(lockerId: string, name: string): Promise<void> {
  const { etag } = await northwind.lockers.get(lockerId);
  try {
    await northwind.lockers.update(lockerId, { name }, { ifMatch: etag });
  } catch (error) {
    if (!isPreconditionError(error)) throw error;
    await rename(lockerId, name); // somebody was faster: read again, decide again
  }
}

await rename('lkr_01K6F0A0000000000000000007', 'Main entrance');
