/** What programs and people use: clients of the published SDK, which know one address for each door and nothing of Regions. */
import { clientCredentials, isApiError, isConnectionError, isTimeoutError, Northwind } from '@northwind/sdk';
import { cognitoUsers, memoryStorage } from '@northwind/sdk/cognito';
import type { Sandbox, SandboxClient, SandboxUser } from '../src/index.ts';

/** Where a client goes. */
export interface Addresses {
  readonly restUrl: string;
  readonly graphqlUrl: string;
  readonly tokenUrl: string;
}

/** A call is tried once, so that a second of the game is one; who calls repeats it with the same key. */
const once = { maxRetries: 0 };

export const partnerClient = (
  environment: Addresses,
  { clientId, clientSecret, apiKey }: SandboxClient,
  fetch?: typeof globalThis.fetch,
): Northwind =>
  new Northwind({ environment, auth: clientCredentials({ clientId, clientSecret }), apiKey, fetch, ...once });

/** Signs a person in by their password. @throws SignInError */
export async function personClient(
  environment: Addresses,
  { userPoolId }: Pick<Sandbox, 'userPoolId'>,
  { username, password }: SandboxUser,
  clientId: string,
): Promise<Northwind> {
  const endpoint = new URL(environment.tokenUrl).origin;
  const users = cognitoUsers({ userPoolId, clientId, endpoint, storage: memoryStorage() });
  const step = await users.signIn(username, password);
  if (step.step !== 'signed-in') throw new Error(`The sign-in stands at "${step.step}".`);
  return new Northwind({ environment, auth: step.session, ...once });
}

/** Whether nobody was there, as opposed to a refusal. */
export const isOutage = (error: unknown): boolean =>
  isConnectionError(error) || isTimeoutError(error) || (isApiError(error) && error.status >= 500);
