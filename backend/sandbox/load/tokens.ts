/** Access tokens for a load test, of a partner's program and of a manager. */
import { cognitoUsers } from '@northwind/sdk/cognito';
import { setting } from './target.ts';

export async function partnerToken(): Promise<string> {
  const response = await fetch(setting('NORTHWIND_TOKEN_URL'), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: setting('NORTHWIND_CLIENT_ID'),
      client_secret: setting('NORTHWIND_CLIENT_SECRET'),
    }),
  });
  if (!response.ok) throw new Error(`The token endpoint answered ${response.status}.`);
  const { access_token: accessToken } = (await response.json()) as { access_token: string };
  return accessToken;
}

/** @throws Error when the manager has a second factor, which nobody is here to give: use an environment without */
export async function managerToken(): Promise<string> {
  const users = cognitoUsers({
    userPoolId: setting('NORTHWIND_USER_POOL_ID'),
    clientId: setting('NORTHWIND_WEB_CLIENT_ID'),
    ...(process.env['NORTHWIND_COGNITO_URL'] ? { endpoint: process.env['NORTHWIND_COGNITO_URL'] } : {}),
  });
  const step = await users.signIn(
    setting('NORTHWIND_MANAGER_USERNAME'),
    setting('NORTHWIND_MANAGER_PASSWORD'),
  );
  if (step.step !== 'signed-in')
    throw new Error(`The manager's sign-in stands at "${step.step}", which a load test cannot go on from.`);
  const tokenUrl = setting('NORTHWIND_TOKEN_URL');
  return step.session.accessToken({ tokenUrl, postForm: () => Promise.reject(new Error('It is new.')) });
}
