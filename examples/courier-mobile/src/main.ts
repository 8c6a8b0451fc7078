/**
 * A courier's stop at a locker: sign in with a code, see today's tour, open the door, take a signature, mark the parcel delivered.
 * Takes its settings from NORTHWIND_* (the sandbox's `--env-file` writes them). Exits 1 if anything fails.
 */
import { isNorthwindError, Northwind } from '@northwind/sdk';
import { dayOf, listStops, markDelivered, openDoor, uploadSignature } from './courier.ts';
import { signIn } from './sign-in.ts';

const signature =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path d="M5 30q15-40 25 0t25-5 25 0 25-10" fill="none" stroke="#000"/></svg>';

async function run(): Promise<void> {
  console.log('\n1. Sign in: password by SRP, then the code of the authenticator app');
  const session = await signIn();
  const northwind = Northwind.fromEnv({ auth: session });
  console.log(
    `  signed in as ${String(session.claims['given_name'])} ${String(session.claims['family_name'])}`,
  );

  const today = dayOf(new Date());
  console.log(`\n2. The tour of ${today}`);
  const stops = await listStops(northwind, today);
  const waiting = stops.filter(({ status }) => status === 'ANNOUNCED');
  console.log(`  ${stops.length} deliveries, ${waiting.length} to be made`);
  const stop = waiting.at(-1);
  if (stop === undefined) throw new Error('there is nothing to deliver today');
  console.log(
    `  next: ${stop.reference ?? stop.id} for ${stop.recipient.name}, at ${stop.locker?.name ?? stop.lockerId}`,
  );

  console.log('\n3. Open the door, take a signature, mark it delivered');
  console.log(`  door command ${await openDoor(northwind, stop, crypto.randomUUID())} sent`);
  const uploadId = await uploadSignature(northwind, stop, signature);
  console.log(`  signature uploaded (${uploadId})`);
  console.log(`  ${stop.id} is ${await markDelivered(northwind, stop, uploadId)}`);
  console.log(`  and again, as after a lost answer: ${await markDelivered(northwind, stop, uploadId)}`);
  await session.signOut();
}

try {
  await run();
} catch (error) {
  if (!isNorthwindError(error)) throw error;
  console.error(`${error.message}\n${error.advice}`);
  process.exitCode = 1;
}
