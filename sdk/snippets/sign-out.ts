import type { SessionStorage, UserSession } from '@northwind/sdk/cognito';
import { cognitoUsers } from '@northwind/sdk/cognito';

// React Native: pass `AsyncStorage` as it is, or, better, wrap the keychain in these three functions.
export const onPhone = (storage: SessionStorage) =>
  cognitoUsers({ userPoolId: 'eu-central-1_Ab1Cd2Ef3', clientId: 'your-app-client', storage });

export async function leave(session: UserSession, lostPhone: boolean): Promise<void> {
  if (lostPhone) await session.signOutEverywhere();
  else await session.signOut();
}
