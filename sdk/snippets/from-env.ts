import { Northwind } from '@northwind/sdk';

// Reads NORTHWIND_CLIENT_ID, NORTHWIND_CLIENT_SECRET, NORTHWIND_API_KEY and, if set, NORTHWIND_ENVIRONMENT,
// NORTHWIND_REST_URL, NORTHWIND_TOKEN_URL, NORTHWIND_SCOPES, NORTHWIND_ACCESS_TOKEN, NORTHWIND_DEBUG.
const northwind = Northwind.fromEnv();
console.log(await northwind.health.get());
