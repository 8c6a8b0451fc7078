import { Northwind, clientCredentials } from '@northwind/sdk';

const auth = clientCredentials({
  clientId: process.env['NORTHWIND_CLIENT_ID']!,
  clientSecret: process.env['NORTHWIND_CLIENT_SECRET']!,
  scopes: ['northwind/invoices.read'], // default: all that the client is allowed
  authMethod: 'basic', // or 'body'
});
const northwind = new Northwind({
  environment: {
    restUrl: process.env['NORTHWIND_REST_URL']!,
    tokenUrl: process.env['NORTHWIND_TOKEN_URL']!,
  }, // or 'production'
  auth,
  apiKey: process.env['NORTHWIND_API_KEY']!,
});

// One call with other scopes; its token is cached apart.
const { data } = await northwind.lockers.list({}, { scopes: ['northwind/lockers.read'] }).firstPage();
console.log(data.map(({ name }) => name));
