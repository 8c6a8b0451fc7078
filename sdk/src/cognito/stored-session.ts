import { claimsOf } from './claims.ts';
import type { SessionStorage } from './storage.ts';

/** What of a session is kept. */
export interface StoredSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken?: string;
  /** Times in milliseconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The `state` of the sign-in by redirect that it came from, by which a page that handles its return twice finds it. */
  readonly state?: string;
}

/** A session's place in a storage that may throw, be full, or be emptied at any moment: then the session lives on in memory. */
export interface SessionStore {
  /** `undefined` if there is none; `'unreadable'` if the storage does not say. */
  load(): Promise<StoredSession | 'unreadable' | undefined>;
  /** Whether it is kept now. If not, an older one is not kept either: its refresh token may be spent. */
  save(session: StoredSession): Promise<boolean>;
  remove(): Promise<void>;
}

export function sessionStore(storage: SessionStorage, clientId: string): SessionStore {
  const key = `northwind.session.${clientId}`;
  const remove = async (): Promise<void> => {
    try {
      await storage.removeItem(key);
    } catch {
      // What cannot be removed is at least no session of this program any more.
    }
  };
  return {
    async load() {
      let text: string | null;
      try {
        text = await storage.getItem(key);
      } catch {
        return 'unreadable';
      }
      return parse(text);
    },
    async save(session) {
      const text = JSON.stringify(session);
      try {
        await storage.setItem(key, text);
        return true;
      } catch {
        // A full storage has room for it when the old one has gone.
        await remove();
      }
      try {
        await storage.setItem(key, text);
        return true;
      } catch {
        return false;
      }
    },
    remove,
  };
}

/** What is stored may be of an older version, or of somebody else: it is a session only if it has all that one needs. */
function parse(text: string | null | undefined): StoredSession | undefined {
  try {
    const session = Object(JSON.parse(text ?? '{}')) as Partial<StoredSession>;
    const { accessToken, refreshToken, issuedAt, expiresAt } = session;
    const isSession =
      typeof accessToken === 'string' &&
      typeof refreshToken === 'string' &&
      accessToken &&
      refreshToken &&
      Number(issuedAt) > 0 &&
      Number(expiresAt) > 0;
    return isSession ? (session as StoredSession) : undefined;
  } catch {
    return undefined;
  }
}

/** Who a session is of. */
export const subjectOf = ({ accessToken }: StoredSession): unknown => claimsOf(accessToken)['sub'];

/** Names one sign-in, through all rotations of its refresh token (AWS, "Using the access token": `origin_jti`). */
export function signInOf({ accessToken }: StoredSession): string {
  const { origin_jti: origin, sub } = claimsOf(accessToken);
  return String(origin ?? sub ?? '');
}
