import { table } from '../../src/data/table.ts';
import type { AppSync } from './services/appsync/index.ts';
import type { UsagePlan } from './services/gateway/usage-plan.ts';
import type { DeviceCredentials } from './services/iot/devices.ts';
import { captureLogs, type LogLine } from './services/lambda/log-capture.ts';
import type { LambdaRuntime } from './services/lambda/runtime.ts';
import type { Notification } from './services/sns/start.ts';
import { createCallLog } from './control/calls.ts';
import { createControl } from './control/control.ts';
import { createDevices } from './control/devices.ts';
import { createFaultRegistry } from './control/faults.ts';
import { createInterceptors } from './control/interceptors.ts';
import type { Control } from './control/types.ts';
import { startDoors, type Doors } from './wiring/doors.ts';
import { readApiFiles } from './wiring/graphql-api-files.ts';
import { createClock } from './support/clock.ts';
import { createParts, type Parts } from './support/parts.ts';
import { settled } from './wiring/settled.ts';
import { reservePorts } from './wiring/ports.ts';
import { startServices, type Services } from './wiring/services.ts';
import type { AwsCredentials } from './world/generated-secrets.ts';
import type { SandboxClient } from './world/identities.ts';
import { openWorld, type World } from './world/open-world.ts';
import { createTenants, type Tenants } from './world/tenants.ts';
import type { SandboxUser } from './world/users.ts';

export type { DeviceCredentials } from './services/iot/devices.ts';
export type { Notification } from './services/sns/start.ts';
export type { SandboxClient } from './world/identities.ts';
export type { SandboxUser } from './world/users.ts';

/** Options of {@link startSandbox}. */
export interface SandboxOptions {
  /** First port; the services take it and those after it. 0: any free ports. Default 4010. */
  readonly port?: number;
  /** Which made-up data to start with; null: none. Default 1. */
  readonly seed?: number | null;
  /** Folder that keeps data, user pool and credentials; default: memory only. */
  readonly persistDirectory?: string;
  /** Another DynamoDB to use instead of the embedded one. */
  readonly dynamodbUrl?: string;
  /** Narrows or widens what a client may call; default 1,000 requests a second, 2,000 at once, 1,000,000 a day. */
  readonly usagePlan?: UsagePlan;
  /** Seconds after which a queue's failed message comes again, instead of the minutes of production. */
  readonly visibilityTimeout?: number;
  /**
   * How many times longer than on AWS functions and APIs may take, 1 to 10,000: for a slow or busy machine, and for breakpoints. Default:
   * the environment variable NORTHWIND_SANDBOX_TIME_LIMIT_FACTOR, or 1.
   */
  readonly timeLimitFactor?: number;
  /** Called for every line a function logs. */
  readonly onLog?: (line: LogLine) => void;
}

/** A running sandbox. */
export interface Sandbox extends Tenants, Control {
  /** With the stage: `http://127.0.0.1:4010/v1`. */
  readonly restUrl: string;
  readonly tokenUrl: string;
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly userPoolId: string;
  readonly dynamodbUrl: string;
  readonly s3Url: string;
  readonly sqsUrl: string;
  /** `http://127.0.0.1:4015/graphql` */
  readonly graphqlUrl: string;
  /** `ws://127.0.0.1:4015/graphql/realtime` */
  readonly realtimeUrl: string;
  /** PEM to trust for `https://` and `wss://` at the GraphQL API's port, which amplify-js insists on. Made at each start. */
  readonly certificate: string;
  /** `mqtt://127.0.0.1:4016`; WebSocket connections are taken on the same port, at `/mqtt`. */
  readonly mqttUrl: string;
  readonly snsUrl: string;
  /** Who may sign requests to DynamoDB, S3, SQS, SNS, the IoT data plane and AppSync, in `us-east-1`. */
  readonly awsCredentials: AwsCredentials;
  readonly tableName: string;
  readonly clients: readonly SandboxClient[];
  /** People, with the passwords made for this sandbox. */
  readonly users: readonly SandboxUser[];
  /** The app clients that people sign in through. */
  readonly mobileClientId: string;
  readonly webClientId: string;
  /** The controllers of the seed's lockers, with the passwords they connect with. */
  readonly devices: readonly DeviceCredentials[];
  /** What the controller of any locker connects with, one that was installed later included. */
  deviceOf(lockerId: string): DeviceCredentials;
  /** What was published for phones, the newest 1,000 messages. */
  notifications(): readonly Notification[];
  /** The GraphQL API, for what a test may make go wrong. */
  readonly appsync: AppSync;
  /** What functions logged, the newest 2,000 lines. */
  logs(): readonly LogLine[];
  /** Invokes a function past the gateway, as the AWS console's test button does. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /**
   * Resolves when nothing is under way any more: no message waits in a queue, no change in the table's stream, and no function works on
   * one. A message that failed and waits to be tried again counts as settled. With `dynamodbUrl`, the stream is asked as often as its
   * reader looks, so what was written a moment ago may be missed.
   */
  settled(): Promise<void>;
  /** Stops everything; what is in flight has a second to end. */
  close(): Promise<void>;
}

/** The sandbox that has run functions in this process. */
let earlier: LambdaRuntime | undefined;

/**
 * Starts the platform in this process. One in a process: functions keep their connections from one invocation to the next,
 * as they do in Lambda, so those of a second sandbox would talk to the first one's table.
 *
 * @throws PortInUseError when a port is taken; what was started before is stopped again.
 *
 * @example
 * const sandbox = await startSandbox({ port: 0 });
 * const [client] = sandbox.clients;
 * await sandbox.close();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  if (earlier?.hasLoadedFunctions())
    throw new Error('There can be one sandbox in a process; start another process.');
  const parts = createParts();
  try {
    return await start(parts, options);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function start(parts: Parts, options: SandboxOptions): Promise<Sandbox> {
  const {
    port = 4010,
    seed = 1,
    persistDirectory,
    dynamodbUrl,
    visibilityTimeout,
    usagePlan,
    timeLimitFactor,
  } = options;
  // In a process of its own, while the rest starts.
  const apiFiles = readApiFiles();
  apiFiles.catch(() => undefined);
  const clock = createClock();
  const ports = await parts.open(reservePorts(port));
  const world = await openWorld(parts, {
    port: ports.dynamodb,
    now: clock.now,
    seed,
    persistDirectory,
    dynamodbUrl,
  });
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
  const interceptors = createInterceptors({ faults, calls, now: clock.now });
  const doors = await startDoors(parts, {
    ports,
    clock,
    interceptors,
    world,
    services,
    logs,
    apiFiles,
    usagePlan,
    timeLimitFactor,
  });
  earlier = doors.lambda;
  const devices = createDevices({
    iot: services.iot,
    now: clock.now,
    dynamodb: { url: world.dynamodb.url, tableName: table.name },
    credentials: world.generated.credentials,
  });
  return {
    ...faceOf(world, services, doors),
    ...createControl({
      faults,
      calls,
      devices,
      clock,
      appsync: doors.appsync,
      sweepExpired: async () => {
        world.dynamodb.embedded?.sweepExpired();
        await services.s3.sweepExpired();
      },
    }),
    ...createTenants({
      world,
      now: clock.now,
      addApiKey: (key) => doors.gateway.addApiKey(key),
      credentialsOf: services.iot.credentialsOf,
      onLocker: devices.installed,
    }),
    logs: logs.lines,
    settled: () => settled([services.iot, ...doors.eventSources]),
    close: () => parts.close(),
  };
}

function faceOf(
  { generated, pool, dynamodb, identities }: World,
  { s3, sqs, sns, iot }: Services,
  { lambda, cognito, appsync, gateway }: Doors,
): Omit<Sandbox, 'logs' | 'settled' | 'close' | keyof Tenants | keyof Control> {
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
