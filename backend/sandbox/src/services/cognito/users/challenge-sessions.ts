import { randomBytes } from 'node:crypto';
import { ServiceError } from './service-error.ts';

/** How long a user may take for one step of a sign-in; Cognito's default. Milliseconds. */
const lifetime = 3 * 60_000;

/** Remembers what a sign-in has come to between two calls, under an opaque name that is good once. */
export interface ChallengeSessions<State> {
  begin(state: State, name?: string): string;
  /** Takes the state out. @throws ServiceError `NotAuthorizedException` for a session that is unknown, spent or too old. */
  take(session: string | undefined): State;
  /** Puts it back, after an answer that the user may correct. */
  restore(session: string | undefined, state: State): void;
}

/** Sessions kept at a time: whoever begins sign-ins by the thousand loses the oldest of them. */
const mostSessions = 10_000;

/** @param now milliseconds since the epoch. */
export function createChallengeSessions<State>(now: () => number): ChallengeSessions<State> {
  const sessions = new Map<string, { state: State; endsAt: number }>();
  /** They stand in the order of their end: the first that goes on ends the search. */
  const forgetOld = (): void => {
    for (const [old, { endsAt }] of sessions) {
      if (endsAt >= now() && sessions.size < mostSessions) return;
      sessions.delete(old);
    }
  };
  return {
    begin(state, name = randomBytes(48).toString('base64url')) {
      forgetOld();
      sessions.set(name, { state, endsAt: now() + lifetime });
      return name;
    },
    take(session = '') {
      const found = sessions.get(session);
      sessions.delete(session);
      if (!found) throw new ServiceError('NotAuthorizedException', 'Invalid session for the user.');
      if (found.endsAt < now()) {
        throw new ServiceError('NotAuthorizedException', 'Invalid session for the user, session is expired.');
      }
      return found.state;
    },
    restore(session = '', state) {
      sessions.set(session, { state, endsAt: now() + lifetime });
    },
  };
}
