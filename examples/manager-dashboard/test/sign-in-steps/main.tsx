/** The sign-in page on a user pool that asks for everything: the sandbox has no user who was just invited. */
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { SignInError, type CognitoUsers, type UserSession } from '@northwind/sdk/cognito';
import { SignInPage } from '../../src/sign-in/sign-in-page.tsx';
import '../../src/styles/base.css';
import '../../src/styles/sign-in.css';

const users: CognitoUsers = {
  signIn: async () => ({
    step: 'new-password',
    requiredAttributes: ['given_name'],
    async setPassword(password, { given_name: name } = {}) {
      if (password.length < 12) throw new SignInError('InvalidPasswordException', 'too short');
      return {
        step: 'totp-setup',
        secret: 'JBSWY3DPEHPK3PXP',
        async confirm(code) {
          if (code !== '123456') throw new SignInError('EnableSoftwareTokenMFAException', 'wrong');
          return { step: 'signed-in', session: { claims: { given_name: name } } as unknown as UserSession };
        },
      };
    },
  }),
  restore: async () => undefined,
  redirectUrl: async () => '',
  fromRedirect: async () => undefined,
};

function Page() {
  const [session, setSession] = useState<UserSession>();
  if (session) return <p>Welcome, {String(session.claims['given_name'])}</p>;
  return <SignInPage users={users} withRedirect={false} message={undefined} onSignedIn={setSession} />;
}

createRoot(document.getElementById('root') as HTMLElement).render(<Page />);
