import { useCallback, useEffect, useMemo, useState } from 'react';
import type { UserSession } from '@northwind/sdk/cognito';
import type { Config } from './config.ts';
import { WallPage } from './lockers/wall-page.tsx';
import { clientOf, nameOf, type Start } from './session.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';

interface Visit {
  readonly session: UserSession | undefined;
  /** Shown on the sign-in page: why the user is there. */
  readonly message?: string | undefined;
}

/** The sign-in page or the wall, and the way between them. */
export function App({ config, start }: { config: Config; start: Start }) {
  const { users } = start;
  const [{ session, message }, setVisit] = useState<Visit>({
    session: start.session,
    message: start.problem,
  });
  const northwind = useMemo(() => session && clientOf(config, session), [config, session]);

  const leave = useCallback((reason: string) => setVisit({ session: undefined, message: reason }), []);
  const onExpired = useCallback(() => leave('Your session has ended. Please sign in again.'), [leave]);

  // A sign-out in one tab is one in all of them.
  useEffect(() => {
    if (!session) return;
    const onStorage = (): void =>
      void users.restore().then((kept) => (kept ? undefined : leave('You have signed out in another tab.')));
    addEventListener('storage', onStorage);
    return () => removeEventListener('storage', onStorage);
  }, [users, session, leave]);

  if (!session || !northwind) {
    return (
      <SignInPage
        users={users}
        withRedirect={(config.signInPagesUrl ?? config.cognitoUrl) !== undefined}
        message={message}
        onSignedIn={(signedIn) => setVisit({ session: signedIn })}
      />
    );
  }

  /** Says so once the user has left, unless somebody has signed in since. */
  const addNote = (note: string): void =>
    setVisit((visit) => (visit.session ? visit : { session: undefined, message: note }));

  /** The session is over on this device at once, whether or not the server can be told. */
  const signOut = (): void => {
    session.signOut().catch(() => addNote('You have signed out here, but the server could not be told.'));
    leave('You have signed out.');
  };
  const signOutEverywhere = async (): Promise<void> => {
    try {
      await session.signOutEverywhere();
      leave('You have signed out on all your devices.');
    } catch {
      // At least here: a session that could not be ended must not be there after a reload.
      session.signOut().catch(() => undefined);
      leave('You have signed out here, but your other devices could not be reached. Try again later.');
    }
  };

  return (
    <WallPage
      northwind={northwind}
      userName={nameOf(session)}
      onExpired={onExpired}
      onSignOut={signOut}
      onSignOutEverywhere={signOutEverywhere}
    />
  );
}
