import path from 'node:path';
import gatewayDocument from '../../src/generated/gateway.json' with { type: 'json' };
import { operations, scopesByGroup } from '../../src/generated/manifest.ts';
import type { OperationId } from '../../src/generated/operations.ts';
import { table } from '../../src/data/table.ts';
import { buckets, queues, secrets as secretDefinitions } from '../../src/functions/index.ts';
import type { AppClient } from './cognito/app-clients.ts';
import { ensureMachineClients } from './cognito/machine-clients.ts';
import { startCognito } from './cognito/start.ts';
import { openUserPool } from './cognito/user-pool.ts';
import { startGateway } from './gateway/start.ts';
import type { UsagePlan } from './gateway/usage-plan.ts';
import { openGeneratedSecrets } from './generated-secrets.ts';
import { deployFunctions, queueConsumers } from './lambda/deploy.ts';
import { captureLogs } from './lambda/log-capture.ts';
import type { LogLine } from './lambda/log-capture.ts';
import { createLambdaRuntime } from './lambda/runtime.ts';
import type { LambdaRuntime } from './lambda/runtime.ts';
import { startS3 } from './s3/s3.ts';
import { startQueueEventSource } from './sqs/event-source.ts';
import { startSqs } from './sqs/sqs.ts';
import { openTable } from './table.ts';
import { traceHop } from './trace.ts';

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

/** A partner's program, and what it signs in with. */
export interface SandboxClient {
  readonly name: string;
  readonly partnerId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
  readonly scopes: readonly string[];
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
  readonly tableName: string;
  readonly clients: readonly SandboxClient[];
  /** What functions logged, the newest 2,000 lines. */
  logs(): readonly LogLine[];
  /** Invokes a function past the gateway, as the AWS console's test button does. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Stops everything; what is in flight has a second to end. */
  close(): Promise<void>;
}

const region = 'us-east-1';
const accountId = '000000000000';

/** Each service's distance from the base port. */
const portOffsets = { rest: 0, cognito: 1, dynamodb: 2, s3: 3, sqs: 4 } as const;

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
  const scopes = scopesByGroup.partner;

  // Making RSA keys takes other threads a while; the table is filled meanwhile.
  const openingPool = openUserPool(options.persistDirectory);
  openingPool.catch(() => undefined);
  // One after another: of two services that find their port taken, the first is the one to be named.
  const dynamodb = await opened(
    openTable({
      port: port('dynamodb'),
      table,
      seed: options.seed === undefined ? 1 : options.seed,
      ...(options.dynamodbUrl === undefined ? {} : { externalUrl: options.dynamodbUrl }),
      ...persistence,
    }),
  );
  const names = dynamodb.partners.map(({ name }) => name);
  const generated = await openGeneratedSecrets(
    { secrets: Object.keys(secretDefinitions), clients: names },
    options.persistDirectory,
  );
  const pool = await openingPool;
  const appClients = await ensureMachineClients(pool, names, scopes);
  const clients = dynamodb.partners.map(({ name, partnerId }, index): SandboxClient => {
    const { clientId, clientSecret = '' } = appClients[index] as AppClient;
    return { name, partnerId, clientId, clientSecret, apiKey: generated.apiKeys[name] ?? '', scopes };
  });
  await dynamodb.putClients(
    clients.map(({ clientId, partnerId }) => ({ clientId, partnerId, groups: ['partner'] })),
  );
  const credentials = { accessKeyId: generated.accessKeyId, secretAccessKey: generated.secretAccessKey };
  const secretOf = (id: string): string | undefined =>
    id === credentials.accessKeyId ? credentials.secretAccessKey : undefined;
  const directoryOf = (service: string): { persistDirectory?: string } =>
    options.persistDirectory === undefined
      ? {}
      : { persistDirectory: path.join(options.persistDirectory, service) };
  const s3 = await opened(startS3({ port: port('s3'), buckets, secretOf, ...directoryOf('s3') }));
  const visibility =
    options.visibilityTimeout === undefined ? {} : { visibilityTimeout: options.visibilityTimeout };
  const sqs = await opened(
    startSqs({ port: port('sqs'), queues, region, accountId, ...visibility, ...directoryOf('sqs') }),
  );

  const logs = await opened(captureLogs(options.onLog ? { onLine: options.onLog } : {}));
  const lambda = createLambdaRuntime({
    logs,
    functions: deployFunctions({
      endpoints: { region, ...credentials, dynamodbUrl: dynamodb.url, s3Url: s3.url, sqsUrl: sqs.url },
      tableName: table.name,
      bucketNames: Object.fromEntries(Object.keys(buckets).map((name) => [name, name])),
      queueUrls: Object.fromEntries(Object.entries(sqs.queues).map(([name, queue]) => [name, queue.url])),
      secrets: generated.secrets,
    }),
  });
  earlier = lambda;
  for (const consumer of queueConsumers()) {
    const queue = sqs.queues[consumer.queue as keyof typeof sqs.queues];
    await opened(
      startQueueEventSource({
        sqs,
        queue,
        batchSize: consumer.batchSize,
        partialBatchResponse: consumer.partialBatchResponse,
        invoke: async (event) => {
          const startedAt = performance.now();
          try {
            return await lambda.invoke(consumer.functionName, event);
          } finally {
            const detail = `${queue.name}: ${event.Records.length} to ${consumer.functionName}`;
            traceHop({ hop: 'sqs', detail, milliseconds: performance.now() - startedAt });
          }
        },
        failed: (error) =>
          logs.add(consumer.functionName, '-', `ERROR event source ${queue.name}: ${String(error)}`),
      }),
    );
  }

  const cognito = await opened(
    startCognito({
      port: port('cognito'),
      pool,
      preTokenGeneration: (event) => lambda.invoke('pre-token-generation', event),
      failed: (error) => logs.add('cognito', '-', `ERROR ${String(error)}`),
    }),
  );
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
      invoke: (functionName, event) => lambda.invoke(functionName, event),
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
    tableName: table.name,
    clients,
    logs: logs.lines,
    invoke: lambda.invoke,
    close,
  };
}
