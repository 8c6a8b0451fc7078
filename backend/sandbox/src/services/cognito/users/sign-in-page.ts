/** What a sign-in page asks for. */
export type PageStep = 'new-password' | 'password' | 'totp';

export interface SignInPage {
  readonly step: PageStep;
  readonly appName: string;
  /** Fields that come back with the form. */
  readonly hidden: Readonly<Record<string, string>>;
  /** The user name of the last answer, so that only the password has to be typed again. */
  readonly username?: string;
  /** What was wrong with the last answer. */
  readonly problem?: string;
}

const fields: Readonly<
  Record<PageStep, { title: string; inputs: (username: string) => string; button: string }>
> = {
  password: {
    title: 'Sign in',
    inputs: (username) => `<label>User name <input name="username" autocomplete="username" value="${escape(
      username,
    )}" required${focusIf(username === '')}></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required${focusIf(
        username !== '',
      )}></label>`,
    button: 'Sign in',
  },
  'new-password': {
    title: 'Choose a new password',
    inputs:
      () => `<p>Your password was temporary. At least 12 characters with small and capital letters, digits and symbols.</p>
      <label>New password <input name="newPassword" type="password" autocomplete="new-password" required autofocus></label>`,
    button: 'Save and sign in',
  },
  totp: {
    title: 'Enter your code',
    inputs: () => `<label>The six digits of your authenticator app
        <input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" required autofocus></label>`,
    button: 'Sign in',
  },
};

/** The sign-in page as HTML: plain, without scripts, usable by keyboard and screen reader. */
export function renderSignInPage({ step, appName, hidden, username = '', problem }: SignInPage): string {
  const { title, inputs, button } = fields[step];
  const kept = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('\n      ');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${problem === undefined ? '' : 'Error: '}${title} – Northwind Lockers sandbox</title>
  <style>
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0; display: grid; place-items: center; min-height: 100vh; background: #f3f4f6; color: #111827 }
    main { background: #fff; padding: 2rem; border-radius: .75rem; width: min(24rem, 100% - 2rem); box-sizing: border-box; box-shadow: 0 1px 4px #0003 }
    h1 { margin: 0 0 .25rem; font-size: 1.4rem }
    label { display: block; margin-top: 1rem }
    input { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem; margin-top: .25rem; border: 1px solid #6b7280; border-radius: .375rem }
    button { margin-top: 1.5rem; width: 100%; font: inherit; padding: .6rem; border: 0; border-radius: .375rem; background: #1d4ed8; color: #fff; cursor: pointer }
    :focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px }
    [role=alert] { background: #fef2f2; color: #991b1b; padding: .5rem .75rem; border-radius: .375rem }
  </style>
</head>
<body>
  <main>
    <h1>${title}</h1>
    <p>to ${escape(appName)}, on the sandbox</p>
    ${problem === undefined ? '' : `<p role="alert">${escape(problem)}</p>`}
    <form method="post" action="/login">
      ${kept}
      ${inputs(username)}
      <button>${button}</button>
    </form>
  </main>
</body>
</html>
`;
}

const focusIf = (focused: boolean): string => (focused ? ' autofocus' : '');

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
