import { isSignInError } from '@northwind/sdk/cognito';
import { session } from './manager.ts';

await session.signOut(); // this device; `signOutEverywhere` ends the sessions of all devices
try {
  await session.accessToken();
} catch (error) {
  console.log(isSignInError(error) && error.reason); // SignedOut
}
