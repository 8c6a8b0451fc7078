import type { Sandbox } from '../sandbox.ts';
import { writeOutput } from './output-file.ts';
import { UsageError } from './usage-error.ts';

/**
 * The settings that programs against the sandbox take from NORTHWIND_* variables: those of the first client, as
 * `Northwind.fromEnv()` reads them, and a courier, a manager and a locker, as the examples do.
 */
function settingsOf(sandbox: Sandbox): Record<string, string> {
  const [client] = sandbox.clients;
  if (!client) throw new UsageError(`--env-file has nothing to write: the sandbox has no client.`);
  const memberOf = (group: string) => sandbox.users.find(({ groups }) => groups.includes(group));
  const [courier, manager] = [memberOf('courier'), memberOf('manager')];
  const [device] = sandbox.devices;
  const { control } = sandbox;
  return {
    NORTHWIND_REST_URL: sandbox.restUrl,
    NORTHWIND_TOKEN_URL: sandbox.tokenUrl,
    NORTHWIND_GRAPHQL_URL: sandbox.graphqlUrl,
    NORTHWIND_CLIENT_ID: client.clientId,
    NORTHWIND_CLIENT_SECRET: client.clientSecret,
    NORTHWIND_API_KEY: client.apiKey,
    NORTHWIND_COGNITO_URL: new URL(sandbox.tokenUrl).origin,
    NORTHWIND_USER_POOL_ID: sandbox.userPoolId,
    NORTHWIND_MOBILE_CLIENT_ID: sandbox.mobileClientId,
    NORTHWIND_WEB_CLIENT_ID: sandbox.webClientId,
    ...(courier && {
      NORTHWIND_COURIER_USERNAME: courier.username,
      NORTHWIND_COURIER_PASSWORD: courier.password,
      ...(courier.totpSecret !== undefined && { NORTHWIND_COURIER_TOTP_SECRET: courier.totpSecret }),
    }),
    ...(manager && {
      NORTHWIND_MANAGER_USERNAME: manager.username,
      NORTHWIND_MANAGER_PASSWORD: manager.password,
    }),
    NORTHWIND_MQTT_URL: sandbox.mqttUrl,
    ...(device && { NORTHWIND_LOCKER_ID: device.lockerId, NORTHWIND_LOCKER_PASSWORD: device.password }),
    ...(control && { NORTHWIND_CONTROL_URL: control.url, NORTHWIND_CONTROL_TOKEN: control.token }),
  };
}

/**
 * Writes the settings of {@link settingsOf} as `node --env-file` reads them. Only this user may read the file.
 *
 * @throws UsageError when the file cannot be written.
 */
export async function writeEnvFile(file: string, sandbox: Sandbox): Promise<void> {
  const settings = settingsOf(sandbox);
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  await writeOutput(
    '--env-file',
    file,
    `# ${sandbox.clients[0]?.name}, on the sandbox\n${lines.join('\n')}\n`,
  );
}
