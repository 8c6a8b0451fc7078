import { useRef, useState } from 'react';

/** Who is signed in, and the ways out. */
export function UserMenu({
  userName,
  onSignOut,
  onSignOutEverywhere,
}: {
  userName: string;
  onSignOut: () => void;
  /** Resolves when it is done, or has failed. */
  onSignOutEverywhere: () => Promise<void>;
}) {
  const question = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const signOutEverywhere = (): void => {
    if (busy) return;
    setBusy(true);
    void onSignOutEverywhere();
  };
  return (
    <div className="user-menu">
      <span className="user-name">{userName}</span>
      <button type="button" onClick={onSignOut}>
        Sign out
      </button>
      <button type="button" className="quiet" onClick={() => question.current?.showModal()}>
        Sign out everywhere
      </button>
      <dialog ref={question} aria-labelledby="sign-out-everywhere">
        <h2 id="sign-out-everywhere">Sign out everywhere?</h2>
        <p>You will have to sign in again on every device and in every browser, this one included.</p>
        <div className="actions">
          <button type="button" className="quiet" onClick={() => question.current?.close()}>
            Cancel
          </button>
          <button type="button" className="primary" aria-disabled={busy} onClick={signOutEverywhere}>
            {busy ? 'One moment…' : 'Sign out everywhere'}
          </button>
        </div>
      </dialog>
    </div>
  );
}
