import type { SessionStorage } from './storage.ts';

/** Options of `cognitoUsers`. */
export interface CognitoUsersOptions {
  /** The user pool, e.g. `eu-central-1_Ab1Cd2Ef3`; its region is part of it. */
  userPoolId: string;
  /** The app client of your app; one without a secret. */
  clientId: string;
  /**
   * Base URL of the user pools API, for the sandbox or a proxy.
   * @defaultValue that of the pool's region
   */
  endpoint?: string | undefined;
  /** Base URL of the user pool's sign-in pages, e.g. `https://auth.northwind-lockers.example`; for sign-in by redirect only. */
  domain?: string | undefined;
  /**
   * Where the session is kept: `localStorage`, React Native's `AsyncStorage`, or your own.
   * @defaultValue memory: a reload signs the user out
   */
  storage?: SessionStorage | undefined;
  /** Used instead of the global `fetch` for every call to the user pool and its sign-in pages. */
  fetch?: typeof globalThis.fetch | undefined;
}
