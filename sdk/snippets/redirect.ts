import { cognitoUsers } from '@northwind/sdk/cognito';

const users = cognitoUsers({
  userPoolId: 'eu-central-1_Ab1Cd2Ef3',
  clientId: 'your-web-client',
  domain: 'https://auth.northwind-lockers.example',
  storage: localStorage,
});

// On every page: the session that is kept, or the one that the sign-in page has just sent back.
const session = (await users.restore()) ?? (await users.fromRedirect(location.href));
if (session) history.replaceState(null, '', location.pathname); // the code is spent
else location.assign(await users.redirectUrl({ redirectUri: `${location.origin}/signed-in` }));
