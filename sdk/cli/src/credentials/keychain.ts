/** The system's keychain, by the program that comes with it: a native addon would need one for each platform. */
import { execFile } from 'node:child_process';
import type { Io } from '../io.ts';

/** Holds one secret of ours: the key that profiles are sealed with. */
export interface Keychain {
  /** Undefined if there is none. @throws if the keychain does not answer, as one that is locked */
  read(): Promise<string | undefined>;
  write(secret: string): Promise<void>;
}

const SERVICE = 'northwind-cli';
const ACCOUNT = 'profiles';
/** A keychain may ask its owner to unlock it. */
const TIMEOUT_MS = 60_000;

interface Ended {
  readonly code: number;
  readonly stdout: string;
}

/** @param input its standard input: arguments can be read by the machine's other users, and secrets are none */
function run(env: Io['env'], program: string, parameters: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...parameters],
      { env: { ...env }, timeout: TIMEOUT_MS },
      (error, stdout) => {
        if (error && typeof error.code !== 'number') reject(error);
        else resolve({ code: Number(error?.code ?? 0), stdout });
      },
    );
    // One that has ended reads nothing; its exit code says why.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

const mustSucceed = ({ code }: Ended): void => {
  if (code !== 0) throw new Error(`The keychain refused, with exit code ${code}.`);
};

/** macOS. It ends with 44 where there is no such item. */
const macOS = (env: Io['env']): Keychain => ({
  async read() {
    const found = await run(env, '/usr/bin/security', [
      ...['find-generic-password', '-s', SERVICE, '-a', ACCOUNT, '-w'],
    ]);
    if (found.code === 44) return undefined;
    mustSucceed(found);
    return found.stdout.trim();
  },
  async write(secret) {
    const command = `add-generic-password -U -s ${SERVICE} -a ${ACCOUNT} -w ${secret}\n`;
    mustSucceed(await run(env, '/usr/bin/security', ['-i'], command));
  },
});

/** GNOME Keyring, KWallet and others, by libsecret's `secret-tool`. */
const secretService = (env: Io['env']): Keychain => {
  const attributes = ['service', SERVICE, 'account', ACCOUNT];
  return {
    async read() {
      const { code, stdout } = await run(env, 'secret-tool', ['lookup', ...attributes]);
      return code === 0 && stdout !== '' ? stdout.trim() : undefined;
    },
    async write(secret) {
      const label = 'Northwind command line';
      mustSucceed(await run(env, 'secret-tool', ['store', '--label', label, ...attributes], secret));
    },
  };
};

/** Undefined where none is to be reached: on Windows, on a server without a session of a desktop, and where `NORTHWIND_KEYCHAIN=off`. */
export function keychainOf(env: Io['env']): Keychain | undefined {
  if (env['NORTHWIND_KEYCHAIN'] === 'off') return undefined;
  if (process.platform === 'darwin') return macOS(env);
  if (process.platform === 'linux' && env['DBUS_SESSION_BUS_ADDRESS']) return secretService(env);
  return undefined;
}
