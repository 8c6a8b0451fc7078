import { Northwind, type LockerEventStream, type LockerEvent } from '@northwind/sdk';
import { cognitoUsers, memoryStorage, type UserSession } from '@northwind/sdk/cognito';
import { MeDocument } from '@northwind/sdk/graphql';

const users = cognitoUsers({ userPoolId: 'eu-central-1_A', clientId: 'app', storage: memoryStorage() });
export async function follow(session: UserSession): Promise<LockerEventStream<LockerEvent>> {
  const northwind = new Northwind({ environment: 'sandbox', auth: (await users.restore()) ?? session });
  const { me } = await northwind.graphql.query(MeDocument);
  return northwind.live.lockerEvents({ lockerId: me.username });
}
