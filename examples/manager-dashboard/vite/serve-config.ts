import { loadEnv, type Connect, type Plugin } from 'vite';

/** The settings that a page may know, by the variable that holds them. The variables beside them are secrets: never pass those on. */
const PUBLIC_SETTINGS = {
  restUrl: 'NORTHWIND_REST_URL',
  graphqlUrl: 'NORTHWIND_GRAPHQL_URL',
  userPoolId: 'NORTHWIND_USER_POOL_ID',
  webClientId: 'NORTHWIND_WEB_CLIENT_ID',
  cognitoUrl: 'NORTHWIND_COGNITO_URL',
} as const;

/** Picks the public settings of a set of variables; those that are not set are left out. */
export function publicSettings(variables: Readonly<Record<string, string | undefined>>) {
  const entries = Object.entries(PUBLIC_SETTINGS).map(([name, variable]) => [name, variables[variable]]);
  return Object.fromEntries(entries.filter(([, value]) => value)) as Partial<
    Record<keyof typeof PUBLIC_SETTINGS, string>
  >;
}

/**
 * Serves `/config.json` from the environment's variables and the `.env` files of `envDirectory`, in `vite dev` and `vite preview`. They
 * are read at each request, so that a sandbox that was started again is found by a reload. A deployment puts a file there instead.
 */
export function serveConfig({ envDirectory }: { envDirectory: string }): Plugin {
  let mode = 'development';
  const answer: Connect.NextHandleFunction = (request, response, next) => {
    if (request.url?.split('?')[0] !== '/config.json') return next();
    const settings = publicSettings(loadEnv(mode, envDirectory, 'NORTHWIND_'));
    response.setHeader('content-type', 'application/json');
    response.setHeader('cache-control', 'no-store');
    response.end(JSON.stringify(settings));
  };
  return {
    name: 'northwind-config',
    configResolved: (config) => void (mode = config.mode),
    configureServer: ({ middlewares }) => void middlewares.use(answer),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(answer),
  };
}
