import { Northwind } from '@northwind/sdk';
import { cognitoUsers, type SessionStorage } from '@northwind/sdk/cognito';

/** What React Native's `Linking` does here. */
interface Links {
  openURL(url: string): Promise<unknown>;
}

/** @param storage `AsyncStorage`, or anything else with `getItem`, `setItem` and `removeItem` */
export function createSessions(storage: SessionStorage, links: Links) {
  const users = cognitoUsers({
    userPoolId: 'eu-central-1_Ab1Cd2Ef3',
    clientId: 'your-app-client',
    domain: 'https://auth.northwind-lockers.example',
    storage,
  });
  return {
    /** Who is signed in on this device, or undefined. */
    restore: () => users.restore(),
    /** Shows the sign-in pages in the system's browser, which comes back with a link. */
    begin: async () => links.openURL(await users.redirectUrl({ redirectUri: 'northwind-courier://sign-in' })),
    /** For `Linking.addEventListener('url', ({ url }) => …)`: a client, or undefined for any other link. */
    async finish(url: string) {
      const session = await users.fromRedirect(url);
      return session && new Northwind({ environment: 'production', auth: session });
    },
  };
}
