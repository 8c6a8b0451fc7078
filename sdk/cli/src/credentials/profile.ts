import { CliError } from '../errors.ts';
import type { Settings } from './settings.ts';

/** A person's sign-in. */
export interface UserSettings {
  readonly userPoolId: string;
  /** The app client that they sign in through. */
  readonly clientId: string;
  /** Base URL of the user pools API; undefined: that of the pool's region. */
  readonly endpoint?: string | undefined;
  /** Base URL of the user pool's sign-in pages. */
  readonly domain?: string | undefined;
}

/** An access token of a client, kept because each one is billed. */
export interface KeptToken {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What `northwind login` keeps under a name. */
export interface Profile extends Settings {
  readonly user?: UserSettings | undefined;
  /** Of the person: what the SDK keeps in its storage. */
  readonly session?: Readonly<Record<string, string>> | undefined;
  readonly token?: KeptToken | undefined;
}

/** It is a file's name too. @throws CliError */
export function assertProfileName(name: string): void {
  if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name))
    throw new CliError(
      `'${name}' is not a name for a profile: use letters, digits, '.', '_' and '-', at most 64.`,
    );
}
