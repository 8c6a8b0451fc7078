import { randomBytes } from 'node:crypto';
import manifest from '../package.json' with { type: 'json' };
import { table } from '../../src/data/table.ts';
import type { Invitation } from './services/cognito/users/index.ts';
import { captureLogs } from './services/lambda/log-capture.ts';
import { createCallLog } from './control/calls.ts';
import { createControl, type ControlParts } from './control/control.ts';
import { createDevices } from './control/devices.ts';
import { createFaultRegistry } from './control/faults.ts';
import type { ControlAddress, SandboxAddresses } from './control/http/addresses.ts';
import { controlHandlers } from './control/http/handlers.ts';
import { startControlServer } from './control/http/server.ts';
import { tenantHandles, type TenantHandles } from './control/handles.ts';
import { createInterceptors } from './control/interceptors.ts';
import type { Control } from './control/types.ts';
import type { Sandbox, SandboxOptions } from './sandbox-types.ts';
import type { RunningCognito } from './services/cognito/start.ts';
import type { ApiKey } from './services/gateway/usage-plan.ts';
import { startDoors, type Doors } from './wiring/doors.ts';
import { readApiFiles } from './wiring/graphql-api-files.ts';
import { createClock, type Clock } from './support/clock.ts';
import { createParts, type Parts } from './support/parts.ts';
import { createPower, type Power } from './support/power.ts';
import { createSchedules } from './wiring/schedules.ts';
import { settled } from './wiring/settled.ts';
import { reservePorts, type Ports } from './wiring/ports.ts';
import { startServices, type Services } from './wiring/services.ts';
import { openReplica, openWorld, type World } from './world/open-world.ts';
import { createTenants, type Tenants } from './world/tenants.ts';

export type { Sandbox, SandboxOptions } from './sandbox-types.ts';
export type { Invitation } from './services/cognito/users/index.ts';
export type { DeviceCredentials } from './services/iot/devices.ts';
export type { Notification } from './services/sns/start.ts';
export type { SandboxClient } from './world/identities.ts';
export type { SandboxUser } from './world/users.ts';

/**
 * Starts the platform in this process, where others may run beside it.
 *
 * @throws PortInUseError when a port is taken; what was started before is stopped again.
 *
 * @example
 * await using sandbox = await startSandbox({ port: 0 });
 * const [client] = sandbox.clients;
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return (await startRegion(options)).sandbox;
}

/** A sandbox, with what another Region shares with it and what may happen to a Region. Not part of the package. */
export interface Region {
  readonly sandbox: Sandbox;
  readonly world: World;
  readonly clock: Clock;
  readonly cognito: RunningCognito;
  readonly power: Power;
  /** Has this Region's functions read the table's stream, or no longer. */
  readStream(isRead: boolean): Promise<void>;
  addApiKey(key: ApiKey): void;
}

/**
 * Starts a Region.
 *
 * @param home the Region of the user pool: this one gets a replica of its table, takes its tokens and API clients and goes by its clock,
 *   and does not read the stream; undefined: it is a Region of its own
 * @throws PortInUseError
 */
export async function startRegion(options: SandboxOptions, home?: Region): Promise<Region> {
  const parts = createParts();
  try {
    return await start(parts, options, home);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function start(parts: Parts, options: SandboxOptions, home: Region | undefined): Promise<Region> {
  const {
    port = 4010,
    seed = 1,
    persistDirectory,
    dynamodbUrl,
    visibilityTimeout,
    usagePlan,
    timeLimitFactor,
    control = false,
  } = options;
  // In a process of its own, while the rest starts.
  const apiFiles = readApiFiles();
  apiFiles.catch(() => undefined);
  const clock = home?.clock ?? createClock();
  const power = createPower();
  const ports = await parts.open(reservePorts(port, { control, power }));
  const worldOptions = { port: ports.dynamodb, now: clock.now, seed, persistDirectory, dynamodbUrl };
  const world = home
    ? await openReplica(parts, worldOptions, home.world)
    : await openWorld(parts, worldOptions);
  const logs = await parts.open(captureLogs(options.onLog ? { onLine: options.onLog } : {}));
  const services = await startServices(parts, {
    ports,
    now: clock.now,
    world,
    logs,
    persistDirectory,
    visibilityTimeout,
  });
  const [faults, calls] = [createFaultRegistry(), createCallLog()];
  const interceptors = createInterceptors({
    faults,
    calls,
    now: clock.now,
    ownerOf: world.identities.ownerOf,
  });
  const invitations: Invitation[] = [];
  const doors = await startDoors(parts, {
    onInvitation(invitation) {
      invitations.push(invitation);
      invitations.splice(0, invitations.length - 1_000);
      options.onInvitation?.(invitation);
    },
    ports,
    clock,
    interceptors,
    world,
    services,
    logs,
    apiFiles,
    usagePlan,
    timeLimitFactor,
    cognito: home?.cognito,
  });
  const devices = createDevices({
    iot: services.iot,
    now: clock.now,
    dynamodb: { url: world.dynamodb.url, tableName: table.name },
    credentials: world.generated.credentials,
  });
  const controlParts: ControlParts = {
    faults,
    calls,
    devices,
    clock,
    appsync: doors.appsync,
    // One Region's schedules run, as one Region reads the stream.
    runSchedules: home
      ? async () => undefined
      : createSchedules(clock.now, (name) => doors.lambda.invoke(name, {})),
    sweepExpired: async () => {
      world.dynamodb.embedded?.sweepExpired();
      await services.s3.sweepExpired();
    },
  };
  const tenants = createTenants({
    world,
    now: clock.now,
    addApiKey: (key) => doors.gateway.addApiKey(key),
    credentialsOf: services.iot.credentialsOf,
    onLocker: devices.installed,
  });
  const face = {
    ...faceOf(world, services, doors),
    logs: logs.lines,
    invitations: () => [...invitations],
    settled: () => settled([services.iot, doors.eventSources]),
  };
  const ownControl = createControl(controlParts);
  const sandbox: Sandbox = {
    ...face,
    ...ownControl,
    ...tenantHandles(tenants, ownControl, face),
    control: control ? await openControl(parts, ports, controlParts, tenants, face) : undefined,
    close: () => parts.close(),
    [Symbol.asyncDispose]: () => parts.close(),
  };
  const { cognito, gateway, eventSources } = doors;
  const { readStream } = eventSources;
  return { sandbox, world, clock, cognito, power, readStream, addApiKey: (key) => gateway.addApiKey(key) };
}

async function openControl(
  parts: Parts,
  ports: Ports,
  controlParts: ControlParts,
  tenants: Tenants,
  face: SandboxAddresses & Pick<Sandbox, 'settled'>,
): Promise<ControlAddress> {
  const { restUrl, tokenUrl, graphqlUrl, realtimeUrl, mqttUrl } = face;
  const { issuer, userPoolId, mobileClientId, webClientId, settled } = face;
  const urls = { restUrl, tokenUrl, graphqlUrl, realtimeUrl, mqttUrl };
  const addresses = { ...urls, issuer, userPoolId, mobileClientId, webClientId };
  const { faults } = controlParts;
  const token = randomBytes(30).toString('base64url');
  const { url } = await parts.open(
    startControlServer({
      port: ports.control,
      token,
      version: manifest.version,
      handlersOf: (session) =>
        controlHandlers({
          control: createControl(controlParts, session),
          faults,
          tenants,
          addresses,
          settled,
        }),
    }),
  );
  return { url, token };
}

function faceOf(
  { generated, roles, pool, dynamodb, identities }: World,
  { s3, sqs, sns, iot }: Services,
  { lambda, cognito, appsync, gateway }: Doors,
): Omit<
  Sandbox,
  | 'logs'
  | 'invitations'
  | 'settled'
  | 'control'
  | 'close'
  | typeof Symbol.asyncDispose
  | keyof TenantHandles
  | keyof Control
> {
  return {
    restUrl: gateway.url,
    tokenUrl: cognito.tokenUrl,
    issuer: cognito.issuer,
    jwksUrl: cognito.jwksUrl,
    userPoolId: pool.id,
    dynamodbUrl: dynamodb.url,
    s3Url: s3.url,
    sqsUrl: sqs.url,
    graphqlUrl: appsync.graphqlUrl,
    realtimeUrl: appsync.realtimeUrl,
    certificate: appsync.certificate,
    mqttUrl: iot.mqttUrl,
    snsUrl: sns.url,
    awsCredentials: generated.credentials,
    unusedGrants: roles.unusedGrants,
    tableName: table.name,
    clients: identities.clients,
    users: identities.users,
    mobileClientId: identities.mobileClientId,
    webClientId: identities.webClientId,
    devices: dynamodb.lockerIds.map((lockerId) => iot.credentialsOf(lockerId)),
    deviceOf: iot.credentialsOf,
    notifications: sns.notifications,
    appsync,
    invoke: (functionName, event) => lambda.invoke(functionName, event),
  };
}
