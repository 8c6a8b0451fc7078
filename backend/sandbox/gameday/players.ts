/** The channels of a game, each with its client, and how long those who are signed in stay so. */
import type { Northwind } from '@northwind/sdk';
import { GetLockerDocument, MeDocument } from '@northwind/sdk/graphql';
import { userPool } from '../../src/data/user-pool.ts';
import { devicesChannel, type DevicesChannel } from './channels/devices.ts';
import { graphqlChannel } from './channels/graphql.ts';
import { liveChannel, type LiveChannel } from './channels/live.ts';
import { restChannel, type RestChannel } from './channels/rest.ts';
import { signInChannel } from './channels/sign-in.ts';
import type { Channel } from './channels/channel.ts';
import { creations, type Creations } from './channels/creations.ts';
import { partnerClient, personClient, type Addresses } from './clients.ts';
import type { Region } from '../src/sandbox.ts';
import type { Regions } from './regions.ts';

/** Somebody who holds a token. */
export interface Holder {
  readonly who: string;
  /** How long a token of theirs is good. */
  readonly tokenMinutes: number;
  /** A call that needs it. */
  call(): Promise<unknown>;
}

export interface Players {
  readonly rest: RestChannel;
  readonly graphql: Channel;
  readonly live: LiveChannel;
  readonly devices: DevicesChannel;
  readonly signIn: Channel;
  readonly creations: Creations;
  readonly manager: Northwind;
  readonly holders: readonly Holder[];
  close(): Promise<void>;
}

export async function createPlayers(regions: Regions): Promise<Players> {
  const { cast, primary, secondary, theSwitch } = regions;
  const { now } = primary.clock;
  const { tokenUrl, webClientId, mobileClientId } = primary.sandbox;
  const addresses = { restUrl: theSwitch.doors.rest, graphqlUrl: theSwitch.doors.graphql, tokenUrl };
  const person = (who: 'courier' | 'manager', clientId: string, at: Addresses = addresses) =>
    personClient(at, primary.sandbox, cast[who], clientId);
  const partner = partnerClient(addresses, cast.partner);
  const courier = await person('courier', mobileClientId);
  const manager = await person('manager', webClientId);
  await warm(secondary, regions);

  const rest = await restChannel(partner, cast.reporting.buildingId, now);
  const graphql = await graphqlChannel({ partner, courier, manager }, cast, now);
  const lockerIds = [cast.reporting, ...cast.receiving].map(({ lockerId }) => lockerId);
  const live = liveChannel(manager, lockerIds, async () => {
    for (const { power, sandbox } of [primary, secondary]) if (power.isOn) await sandbox.settled();
  });
  const brokerUrls = [primary, secondary].map(({ sandbox }) => sandbox.mqttUrl);
  const devices = devicesChannel({ locker: cast.reporting, brokerUrls, manager, now });
  const { userClients, partnerClient: program } = userPool;
  const [lockerId = ''] = lockerIds;
  return {
    rest,
    graphql,
    live,
    devices,
    manager,
    creations: creations(addresses, cast),
    signIn: signInChannel(() => partnerClient(addresses, cast.partner)),
    holders: [
      {
        who: 'a partner',
        tokenMinutes: program.accessTokenMinutes,
        call: () => partner.invoices.get(rest.invoiceId),
      },
      {
        who: 'a courier',
        tokenMinutes: userClients.mobile.accessTokenMinutes,
        call: () => courier.graphql.query(MeDocument),
      },
      {
        who: 'a manager',
        tokenMinutes: userClients.web.accessTokenMinutes,
        call: () => manager.graphql.query(GetLockerDocument, { lockerId }),
      },
    ],
    async close() {
      await live.close();
      await devices.close();
      for (const client of [courier, manager]) client.graphql.close();
    },
  };
}

/**
 * Calls both doors of a Region once with tokens, as the canary does on AWS: a Region that has never checked one does not have the user
 * pool's keys, and could not get them once the pool is lost.
 */
async function warm(region: Region, { cast, primary }: Regions): Promise<void> {
  const { restUrl, graphqlUrl } = region.sandbox;
  const direct = { restUrl, graphqlUrl, tokenUrl: primary.sandbox.tokenUrl };
  await partnerClient(direct, cast.partner).invoices.list({ limit: 1 }).firstPage();
  const manager = await personClient(direct, primary.sandbox, cast.manager, primary.sandbox.webClientId);
  await manager.graphql.query(GetLockerDocument, { lockerId: cast.reporting.lockerId });
  manager.graphql.close();
}
