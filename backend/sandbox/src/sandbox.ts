import path from 'node:path';
import { format } from 'node:util';
import gatewayDocument from '../../src/generated/gateway.json' with { type: 'json' };
import { operations } from '../../src/generated/manifest.ts';
import type { OperationId } from '../../src/generated/operations.ts';
import { table } from '../../src/data/table.ts';
import { buckets, queues, secrets as secretDefinitions, topics } from '../../src/functions/index.ts';
import { startNorthwindApi } from './wiring/graphql-api.ts';
import { readApiFiles } from './wiring/graphql-api-files.ts';
import type { AppSync } from './services/appsync/index.ts';
import { startCognito } from './services/cognito/start.ts';
import { openUserPool } from './services/cognito/user-pool.ts';
import { userSignIn } from './services/cognito/users/index.ts';
import type { SandboxUser } from './world/users.ts';
import { deviceEventQueues, startDeviceEvents } from './wiring/device-events.ts';
import { startEventSources } from './wiring/event-sources.ts';
import { startGateway } from './services/gateway/start.ts';
import type { UsagePlan } from './services/gateway/usage-plan.ts';
import { openGeneratedSecrets, type AwsCredentials } from './world/generated-secrets.ts';
import { openIdentities } from './world/identities.ts';
import type { SandboxClient } from './world/identities.ts';
import type { DeviceCredentials } from './services/iot/devices.ts';
import { deployFunctions } from './wiring/functions.ts';
import { captureLogs } from './services/lambda/log-capture.ts';
import type { LogLine } from './services/lambda/log-capture.ts';
import { createLambdaRuntime } from './services/lambda/runtime.ts';
import type { LambdaRuntime } from './services/lambda/runtime.ts';
import { startS3 } from './services/s3/start.ts';
import { startSns } from './services/sns/start.ts';
import type { Notification } from './services/sns/start.ts';
import { startSqs } from './services/sqs/start.ts';
import { openTable } from './world/table.ts';

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
  /** Called for every line a function logs. */
  readonly onLog?: (line: LogLine) => void;
}

/** A running sandbox. */
export interface Sandbox {
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
  /** Stops everything; what is in flight has a second to end. */
  close(): Promise<void>;
}

const region = 'us-east-1';
const accountId = '000000000000';

/** Among the generated secrets: what the devices' passwords are derived from. */
const deviceKeyName = 'device-key';

/** Each service's distance from the base port. */
const portOffsets = { rest: 0, cognito: 1, dynamodb: 2, s3: 3, sqs: 4, graphql: 5, mqtt: 6, sns: 7 } as const;

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
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    // Whoever calls stops before whoever is called.
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await start(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: SandboxOptions,
  closers: (() => void | Promise<void>)[],
  close: () => Promise<void>,
): Promise<Sandbox> {
  const opened = async <Part extends { close(): void | Promise<void> }>(
    part: Promise<Part> | Part,
  ): Promise<Part> => {
    const started = await part;
    closers.push(() => started.close());
    return started;
  };
  const port = (service: keyof typeof portOffsets): number =>
    options.port === 0 ? 0 : (options.port ?? 4010) + portOffsets[service];
  const persistence =
    options.persistDirectory === undefined ? {} : { persistDirectory: options.persistDirectory };
  // Making RSA keys takes other threads a while; the table is filled meanwhile.
  const openingPool = openUserPool(options.persistDirectory);
  openingPool.catch(() => undefined);
  // So does bundling the resolvers, in a process of its own.
  const readingApi = readApiFiles();
  readingApi.catch(() => undefined);
  const generated = await openGeneratedSecrets(
    [...Object.keys(secretDefinitions), deviceKeyName],
    options.persistDirectory,
  );
  const { credentials } = generated;
  const secretOf = (id: string): string | undefined =>
    id === credentials.accessKeyId ? credentials.secretAccessKey : undefined;
  // One after another: of two services that find their port taken, the first is the one to be named.
  const dynamodb = await opened(
    openTable({
      port: port('dynamodb'),
      table,
      credentials,
      seed: options.seed === undefined ? 1 : options.seed,
      ...(options.dynamodbUrl === undefined ? {} : { externalUrl: options.dynamodbUrl }),
      ...persistence,
    }),
  );
  const pool = await openingPool;
  const identities = await openIdentities(pool, dynamodb, generated, options.persistDirectory);
  const { clients } = identities;
  await dynamodb.putClients(
    clients.map(({ clientId, partnerId }) => ({ clientId, partnerId, groups: ['partner'] })),
  );
  const directoryOf = (service: string): { persistDirectory?: string } =>
    options.persistDirectory === undefined
      ? {}
      : { persistDirectory: path.join(options.persistDirectory, service) };
  const s3 = await opened(startS3({ port: port('s3'), buckets, secretOf, ...directoryOf('s3') }));
  const visibility =
    options.visibilityTimeout === undefined ? {} : { visibilityTimeout: options.visibilityTimeout };
  const sqs = await opened(
    startSqs({
      port: port('sqs'),
      queues: { ...queues, ...deviceEventQueues },
      secretOf,
      region,
      accountId,
      ...visibility,
      ...directoryOf('sqs'),
    }),
  );

  const logs = await opened(captureLogs(options.onLog ? { onLine: options.onLog } : {}));
  const sns = await opened(
    startSns({
      port: port('sns'),
      topics: Object.keys(topics),
      secretOf,
      region,
      accountId,
      onMessage: ({ topic, message }) => logs.add('sns', '-', `to ${topic}: ${message}`),
    }),
  );
  const iot = await opened(
    startDeviceEvents({
      port: port('mqtt'),
      key: generated.secrets[deviceKeyName] ?? '',
      secretOf,
      sqs,
      region,
      accountId,
      logs,
    }),
  );
  // Those who call functions start before the functions, which have to know their addresses; nobody calls before both are there.
  const invoke = (functionName: string, event: unknown): Promise<unknown> =>
    lambda.invoke(functionName, event);
  const cognito = await opened(
    startCognito({
      port: port('cognito'),
      pool,
      preTokenGeneration: (event) => invoke('pre-token-generation', event),
      failed: (error) => logs.add('cognito', '-', `ERROR ${String(error)}`),
      ...userSignIn(pool.id, identities.directory, identities.refreshTokens),
    }),
  );
  const appsync = await opened(
    startNorthwindApi({
      port: port('graphql'),
      tableName: table.name,
      dynamodb: { url: dynamodb.url, region, credentials },
      userPool: { issuer: cognito.issuer, jwks: cognito.jwksUrl },
      iam: (id) =>
        id === credentials.accessKeyId ? { secretAccessKey: credentials.secretAccessKey } : undefined,
      invoke,
      files: await readingApi,
      log: (level, values) =>
        logs.add('appsync', '-', `${level === 'error' ? 'ERROR ' : ''}${format(...values)}`),
    }),
  );
  const lambda = createLambdaRuntime({
    logs,
    functions: deployFunctions({
      endpoints: {
        region,
        ...credentials,
        dynamodbUrl: dynamodb.url,
        s3Url: s3.url,
        sqsUrl: sqs.url,
        snsUrl: sns.url,
      },
      tableName: table.name,
      bucketNames: Object.fromEntries(Object.keys(buckets).map((name) => [name, name])),
      queueUrls: Object.fromEntries(Object.entries(sqs.queues).map(([name, queue]) => [name, queue.url])),
      secrets: generated.secrets,
      graphqlUrl: appsync.graphqlUrl,
      topicArns: sns.topicArns,
      iotDataUrl: iot.dataUrl,
    }),
  });
  earlier = lambda;
  for (const eventSource of startEventSources({
    lambda,
    logs,
    sqs,
    tableName: table.name,
    streamReader: dynamodb.streamReader,
  })) {
    await opened(eventSource);
  }
  const gateway = await opened(
    startGateway({
      port: port('rest'),
      document: gatewayDocument,
      values: { userPoolArn: pool.arn, region, accountId },
      tokens: { issuer: cognito.issuer, jwksUrl: cognito.jwksUrl },
      apiKeys: clients.map(({ name, clientId, apiKey }) => ({
        id: clientId.slice(0, 10),
        name,
        value: apiKey,
      })),
      invoke,
      cacheTimeToLive: ({ name }) => operations[name as OperationId]?.cacheSeconds ?? undefined,
      onIntegrationError: (functionName, requestId, error) =>
        logs.add(functionName, requestId, `ERROR ${String(error)}`),
      ...(options.usagePlan ? { usagePlan: options.usagePlan } : {}),
    }),
  );
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
    awsCredentials: credentials,
    tableName: table.name,
    clients,
    users: identities.users,
    mobileClientId: identities.mobileClientId,
    webClientId: identities.webClientId,
    devices: dynamodb.lockerIds.map((lockerId) => iot.credentialsOf(lockerId)),
    deviceOf: iot.credentialsOf,
    notifications: sns.notifications,
    appsync,
    logs: logs.lines,
    invoke,
    close,
  };
}
