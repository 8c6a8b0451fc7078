/** Who the story is about: a partner, people with their sessions, and lockers with room for every step. */
import { clientCredentials, Northwind } from '@northwind/sdk';
import { cognitoUsers } from '@northwind/sdk/cognito';
import type { Sandbox, SandboxClient, SandboxLocker, SandboxUser } from '../src/index.ts';

/** Runs one step under a name: a REST operation's id, a GraphQL root field, or `device` and the type of a message. */
export type Step = <Result>(name: string, run: () => PromiseLike<Result>) => Promise<Result>;

/** Rows in the pages that lists are measured by: what a program shows at a time. */
export const rowsPerPage = 20;

export interface Cast {
  readonly partner: Northwind;
  readonly manager: Northwind;
  readonly admin: Northwind;
  readonly courier: Northwind;
  readonly courierId: string;
  readonly locker: SandboxLocker;
  /** Where the other deliveries of a page wait: a locker's own limit of reservations is lower than that page and the steps. */
  readonly otherLocker: SandboxLocker;
}

export async function assemble(sandbox: Sandbox): Promise<Cast> {
  const client = await sandbox.partner();
  const locker = await sandbox.locker({ compartments: { small: 30, medium: 10, large: 5 } });
  const courier = await sandbox.courier();
  const manager = await sandbox.manager({ buildings: [locker.buildingId] });
  return {
    partner: partnerOf(sandbox, client),
    courier: await personOf(sandbox, courier, sandbox.mobileClientId),
    manager: await personOf(sandbox, manager, sandbox.webClientId),
    admin: await personOf(
      sandbox,
      sandbox.users.find(({ groups }) => groups.includes('admin'))!,
      sandbox.webClientId,
    ),
    courierId: courier.sub,
    locker,
    otherLocker: await sandbox.locker({ compartments: { small: rowsPerPage } }),
  };
}

function partnerOf(sandbox: Sandbox, { clientId, clientSecret, apiKey }: SandboxClient): Northwind {
  const { restUrl, tokenUrl, graphqlUrl } = sandbox;
  return new Northwind({
    environment: { restUrl, tokenUrl, graphqlUrl },
    auth: clientCredentials({ tokenUrl, clientId, clientSecret }),
    apiKey,
    maxRetries: 0,
  });
}

async function personOf(
  sandbox: Sandbox,
  { username, password }: SandboxUser,
  clientId: string,
): Promise<Northwind> {
  const { restUrl, tokenUrl, graphqlUrl, userPoolId } = sandbox;
  const users = cognitoUsers({ userPoolId, clientId, endpoint: new URL(tokenUrl).origin });
  const signedIn = await users.signIn(username, password);
  if (signedIn.step !== 'signed-in') throw new Error(`The sign-in stands at "${signedIn.step}".`);
  return new Northwind({
    environment: { restUrl, tokenUrl, graphqlUrl },
    auth: signedIn.session,
    maxRetries: 0,
  });
}
