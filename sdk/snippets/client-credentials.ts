import { Northwind, clientCredentials } from '@northwind/sdk';

const auth = clientCredentials({
  clientId: 'your-client-id',
  clientSecret: 'your-client-secret',
  scopes: ['northwind/invoices.read'], // default: all that the client is allowed
  authMethod: 'basic', // or 'body'
});
const northwind = new Northwind({ environment: 'production', auth, apiKey: 'your-api-key' });

// One call with other scopes; its token is cached apart.
await northwind.lockers.list({}, { scopes: ['northwind/lockers.read'] });
