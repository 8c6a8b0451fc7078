/** Who the devices are. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a locker's controller connects with. On AWS it is a certificate; here a password stands for it. */
export interface DeviceCredentials {
  readonly lockerId: string;
  /** Equal to the locker's id: so is the thing's name on AWS, and the policy ties the one to the other. */
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** Passwords follow from a generated key, so a locker that is installed later has one too and nothing needs to be kept for it. */
export function createDeviceRegistry(key: string) {
  const passwordOf = (lockerId: string): string =>
    createHmac('sha256', key).update(lockerId).digest('base64url');
  return {
    credentialsOf: (lockerId: string): DeviceCredentials => ({
      lockerId,
      clientId: lockerId,
      username: lockerId,
      password: passwordOf(lockerId),
    }),
    /** A device signs in with its own password and under its own id. */
    isDevice(clientId: string, username: string | undefined, password: Buffer | undefined): boolean {
      if (username === undefined || password === undefined || clientId !== username) return false;
      const expected = Buffer.from(passwordOf(username));
      return expected.length === password.length && timingSafeEqual(expected, password);
    },
  };
}

export type DeviceRegistry = ReturnType<typeof createDeviceRegistry>;
