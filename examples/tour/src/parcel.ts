/**
 * A parcel's way through both doors of the platform: a partner announces it (REST), a courier delivers it (GraphQL), a locker's door
 * opens (MQTT), and a manager's program sees all of it live, each event once and in order.
 */
import { clientCredentials, Northwind, type LockerEvent } from '@northwind/sdk';
import { cognitoUsers } from '@northwind/sdk/cognito';
import type { ReadySandbox } from './sandbox-process.ts';

/** One event as the manager's program got it. */
export interface Seen {
  readonly event: LockerEvent;
  /** Milliseconds from the time at which the service recorded the event to the time at which the program had it. */
  readonly latency: number;
}

/** The manager's program, following one locker. */
export interface Watch {
  /** Resolves when an event of this type has come; rejects after ten seconds. */
  until(type: LockerEvent['type']): Promise<void>;
  /** Ends the program and returns what it saw. */
  end(): Promise<readonly Seen[]>;
}

const patience = 10_000;

const urlsOf = ({ restUrl, tokenUrl, graphqlUrl }: ReadySandbox) => ({ restUrl, tokenUrl, graphqlUrl });

/** The partner announces a parcel for today, for this courier, to this locker. */
export async function announceParcel(
  sandbox: ReadySandbox,
  { lockerId, courierId }: { readonly lockerId: string; readonly courierId: string },
): Promise<string> {
  const [client] = sandbox.clients;
  if (!client) throw new Error('the sandbox has no client');
  const partner = new Northwind({
    environment: urlsOf(sandbox),
    auth: clientCredentials({ clientId: client.clientId, clientSecret: client.clientSecret }),
    apiKey: client.apiKey,
  });
  const delivery = await partner.deliveries.create({
    lockerId,
    courierId,
    size: 'small',
    recipient: { name: 'Robin Ebert' },
    reference: 'TOUR-1',
    expectedOn: new Date().toISOString().slice(0, 10),
  });
  return delivery.id;
}

/** The manager signs in and follows a locker from now on. */
export async function watchLocker(
  sandbox: ReadySandbox,
  manager: { readonly username: string; readonly password: string },
  lockerId: string,
): Promise<Watch> {
  const users = cognitoUsers({
    userPoolId: sandbox.userPoolId,
    clientId: sandbox.webClientId,
    endpoint: new URL(sandbox.tokenUrl).origin,
  });
  const step = await users.signIn(manager.username, manager.password);
  if (step.step !== 'signed-in') throw new Error(`the manager's sign-in stands at "${step.step}"`);
  const northwind = new Northwind({ environment: urlsOf(sandbox), auth: step.session });
  const controller = new AbortController();
  const stream = northwind.live.lockerEvents({ lockerId, signal: controller.signal });
  const seen: Seen[] = [];
  const waiting = new Set<() => void>();
  const following = (async () => {
    for await (const event of stream) {
      seen.push({ event, latency: Date.now() - Date.parse(event.recordedAt) });
      for (const look of waiting) look();
    }
  })().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  // The stream begins with what happens from now on: it must know its beginning before anything happens.
  while (stream.cursor === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  return {
    until: (type) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no ${type} within ${patience} ms`)), patience);
        const look = (): void => {
          if (!seen.some(({ event }) => event.type === type)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async end() {
      controller.abort();
      await following;
      northwind.graphql.close();
      return seen;
    },
  };
}
