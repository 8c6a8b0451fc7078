/** Who takes part in a measurement: a locker's controller at one end, programs that follow the locker at the other. */
import { Northwind } from '@northwind/sdk';
import { cognitoUsers } from '@northwind/sdk/cognito';
import { MeDocument } from '@northwind/sdk/graphql';
import { connectAsync } from 'mqtt';
import { eventsTopic } from '../src/wiring/device-topics.ts';
import type { Device, SandboxProcess } from './sandbox-process.ts';

export interface Controller {
  /** Sends the next report; resolves when the broker has it. */
  report(deviceSequence: number): Promise<void>;
  close(): Promise<void>;
}

/** Connects a locker's controller; its reports are of the battery, since each of those is an event at any locker. */
export async function connectController({ mqttUrl }: SandboxProcess, device: Device): Promise<Controller> {
  const { lockerId, clientId, username, password } = device;
  const client = await connectAsync(mqttUrl, { clientId, username, password });
  return {
    async report(deviceSequence) {
      const report = { type: 'battery', batteryPercent: deviceSequence % 101 };
      const message = { lockerId, deviceSequence, occurredAt: new Date().toISOString(), ...report };
      await client.publishAsync(eventsTopic(lockerId), JSON.stringify(message), { qos: 1 });
    },
    close: () => client.endAsync(),
  };
}

/** Somebody who may follow every locker, signed in as a person signs in. */
export interface Administrator {
  readonly northwind: Northwind;
  readonly accessToken: string;
}

export async function signIn(sandbox: SandboxProcess): Promise<Administrator> {
  const { userPoolId, webClientId, tokenUrl, restUrl, graphqlUrl } = sandbox;
  const user = sandbox.users.find(({ groups }) => groups.includes('admin'));
  if (!user) throw new Error('the seed has no administrator');
  const users = cognitoUsers({ userPoolId, clientId: webClientId, endpoint: new URL(tokenUrl).origin });
  const step = await users.signIn(user.username, user.password);
  if (step.step !== 'signed-in') throw new Error(`the sign-in stands at "${step.step}"`);
  let accessToken = '';
  const { session } = step;
  const northwind = new Northwind({
    environment: { restUrl, tokenUrl, graphqlUrl },
    auth: {
      accessToken: async (request) => (accessToken = await session.accessToken(request)),
    },
  });
  await northwind.graphql.query(MeDocument);
  return { northwind, accessToken };
}
