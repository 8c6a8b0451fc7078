import { useState } from 'react';
import type { CognitoUsers, SignInStep, UserSession } from '@northwind/sdk/cognito';
import { redirectUri } from '../session.ts';
import { StatusMessage } from '../ui/status-message.tsx';
import { CodeForm } from './code-form.tsx';
import { NewPasswordForm } from './new-password-form.tsx';
import { PasswordForm } from './password-form.tsx';

/** Signs a manager in: by password and whatever step follows it, or on the user pool's own pages. */
export function SignInPage({
  users,
  withRedirect,
  message,
  onSignedIn,
}: {
  users: CognitoUsers;
  withRedirect: boolean;
  message: string | undefined;
  onSignedIn: (session: UserSession) => void;
}) {
  const [step, setStep] = useState<SignInStep>();
  const [username, setUsername] = useState('');
  const [redirectProblem, setRedirectProblem] = useState<string>();

  const advance = (next: SignInStep): void => {
    if (next.step === 'signed-in') onSignedIn(next.session);
    else setStep(next);
  };
  /** The later steps belong to the user who began. */
  const named: CognitoUsers = {
    ...users,
    signIn: (name, password) => {
      setUsername(name);
      return users.signIn(name, password);
    },
  };
  const redirect = (): void =>
    void users.redirectUrl({ redirectUri: redirectUri() }).then(
      (url) => location.assign(url),
      () => setRedirectProblem('The sign-in page cannot be opened.'),
    );

  return (
    <main className="sign-in">
      <title>Sign in – Northwind Lockers</title>
      <h1>Northwind Lockers</h1>
      <p className="lead">Sign in to see the lockers of your buildings.</p>
      <StatusMessage text={message} />
      {step === undefined || step.step === 'signed-in' ? (
        <PasswordForm users={named} onStep={advance} />
      ) : step.step === 'new-password' ? (
        <NewPasswordForm step={step} username={username} onStep={advance} />
      ) : (
        // A new key for each kind of step: the next one begins with an empty field that has the focus.
        <CodeForm key={step.step} step={step} username={username} onStep={advance} />
      )}
      {step !== undefined ? (
        <button type="button" className="quiet" onClick={() => setStep(undefined)}>
          Begin again
        </button>
      ) : withRedirect ? (
        <>
          <p className="or">or</p>
          <button type="button" onClick={redirect}>
            Use Northwind’s sign-in page
          </button>
          <div role="alert">
            {redirectProblem === undefined ? null : <p className="problem">{redirectProblem}</p>}
          </div>
        </>
      ) : null}
    </main>
  );
}
