/** The doors that programs, people and devices come in by, and the functions behind them. */
import { format } from 'node:util';
import { table } from '../../../src/data/table.ts';
import { buckets } from '../../../src/functions/resources.ts';
import gatewayDocument from '../../../src/generated/gateway.json' with { type: 'json' };
import { basePath, scopesByGroup } from '../../../src/generated/manifest.ts';
import type { AppSync, AppSyncInterceptor } from '../services/appsync/index.ts';
import { executionLimits } from '../services/appsync/resolvers/executor.ts';
import { triggerTimeoutMs } from '../services/cognito/pre-token-generation.ts';
import { startCognito, type InterceptTokens, type RunningCognito } from '../services/cognito/start.ts';
import { userSignIn, type Invitation } from '../services/cognito/users/index.ts';
import { integrationTimeoutMilliseconds, type InterceptGateway } from '../services/gateway/gateway.ts';
import { startGateway, type RunningGateway } from '../services/gateway/start.ts';
import type { UsagePlan } from '../services/gateway/usage-plan.ts';
import type { LogCapture } from '../services/lambda/log-capture.ts';
import { createLambdaRuntime, type LambdaRuntime } from '../services/lambda/runtime.ts';
import { tableDataSource } from '../world/roles.ts';
import type { World } from '../world/open-world.ts';
import { correlationIdsOf } from './correlation.ts';
import { account } from './account.ts';
import { startEventSources, type EventSources } from './event-sources.ts';
import { deployFunctions } from './functions.ts';
import type { ApiFiles } from './graphql-api-files.ts';
import { startNorthwindApi } from './graphql-api.ts';
import type { Clock } from '../support/clock.ts';
import type { Parts } from '../support/parts.ts';
import { problemPageAt } from './problem-pages.ts';
import type { Ports } from './ports.ts';
import type { Services } from './services.ts';
import { timeLimits as readTimeLimits, type TimeLimits } from './time-limits.ts';

export interface Doors {
  readonly lambda: LambdaRuntime;
  readonly cognito: RunningCognito;
  readonly appsync: AppSync;
  readonly gateway: RunningGateway;
  readonly eventSources: EventSources;
}

/** What stands around what is asked at the doors. */
export interface Interceptors {
  readonly gateway: InterceptGateway;
  readonly tokens: InterceptTokens;
  readonly appsync: AppSyncInterceptor;
}

export interface DoorsOptions {
  readonly ports: Ports;
  readonly clock: Clock;
  readonly interceptors: Interceptors;
  readonly world: World;
  readonly services: Services;
  readonly logs: LogCapture;
  readonly apiFiles: Promise<ApiFiles>;
  readonly onInvitation: (invitation: Invitation) => void;
  readonly usagePlan: UsagePlan | undefined;
  readonly timeLimitFactor: number | undefined;
  /** Another Region's user pool, whose tokens are taken; undefined: one of this Region's own is started. */
  readonly cognito: RunningCognito | undefined;
}

/** @throws PortInUseError */
export async function startDoors(parts: Parts, options: DoorsOptions): Promise<Doors> {
  const { clock, world, services, logs } = options;
  const timeLimits = readTimeLimits(options.timeLimitFactor);
  // Those who call functions start before the functions, which have to know their addresses; nobody calls before both are there.
  const invoke = (functionName: string, event: unknown): Promise<unknown> =>
    lambda.invoke(functionName, event);
  const cognito = options.cognito ?? (await parts.open(startUserPool(options, invoke, timeLimits)));
  const appsync = await parts.open(startApi(options, cognito, invoke, timeLimits));
  const lambda = createLambdaRuntime({
    logs,
    clock,
    correlationIdsOf,
    functions: deployFunctions({
      endpoints: {
        region: account.region,
        dynamodbUrl: world.dynamodb.url,
        s3Url: services.s3.url,
        sqsUrl: services.sqs.url,
        snsUrl: services.sns.url,
        cognitoUrl: cognito.url,
      },
      credentialsOf: world.roles.credentialsOf,
      tableName: table.name,
      bucketNames: Object.fromEntries(Object.keys(buckets).map((name) => [name, name])),
      queueUrls: Object.fromEntries(
        Object.entries(services.sqs.queues).map(([name, { url }]) => [name, url]),
      ),
      secrets: world.generated.secrets,
      graphqlUrl: appsync.graphqlUrl,
      topicArns: services.sns.topicArns,
      iotDataUrl: services.iot.dataUrl,
      userPoolId: world.pool.id,
      timeLimits,
    }),
  });
  const { sqs } = services;
  const { streamReader } = world.dynamodb;
  const eventSources = await parts.open(
    startEventSources(
      { lambda, logs, sqs, tableName: table.name, streamReader },
      options.cognito === undefined,
    ),
  );
  const gateway = await parts.open(startRestApi(options, cognito, invoke, timeLimits));
  return { lambda, cognito, appsync, gateway, eventSources };
}

type Invoke = (functionName: string, event: unknown) => Promise<unknown>;

async function startUserPool(
  { ports, clock, interceptors, world, logs, onInvitation }: DoorsOptions,
  invoke: Invoke,
  timeLimits: TimeLimits,
): Promise<RunningCognito> {
  const { pool, identities, roles } = world;
  return startCognito({
    port: ports.cognito,
    pool,
    now: clock.now,
    intercept: interceptors.tokens,
    preTokenGeneration: (event) => invoke('pre-token-generation', event),
    triggerTimeoutMs: timeLimits.of(triggerTimeoutMs),
    failed: (error) => logs.add('cognito', '-', `ERROR ${String(error)}`),
    ...userSignIn(pool.id, identities.directory, identities.refreshTokens, clock.now, interceptors.tokens, {
      ...roles,
      groups: Object.keys(scopesByGroup),
      invited: onInvitation,
    }),
  });
}

async function startApi(
  { ports, clock, interceptors, world, logs, apiFiles }: DoorsOptions,
  cognito: RunningCognito,
  invoke: Invoke,
  timeLimits: TimeLimits,
): Promise<AppSync> {
  const { roles } = world;
  const credentials = roles.credentialsOf(tableDataSource);
  return startNorthwindApi({
    port: ports.graphql,
    tableName: table.name,
    dynamodb: { url: world.dynamodb.url, region: account.region, credentials },
    userPool: { issuer: cognito.issuer, jwks: cognito.jwksUrl },
    iam(id) {
      const secretAccessKey = roles.secretOf(id);
      return secretAccessKey === undefined ? undefined : { secretAccessKey };
    },
    authorize: roles.authorize,
    invoke,
    limits: { executionMs: timeLimits.of(executionLimits.milliseconds) },
    clock,
    intercept: interceptors.appsync,
    files: await apiFiles,
    log: (level, values) =>
      logs.add('appsync', '-', `${level === 'error' ? 'ERROR ' : ''}${format(...values)}`),
  });
}

async function startRestApi(
  { ports, clock, interceptors, world, logs, usagePlan }: DoorsOptions,
  { issuer, jwksUrl }: RunningCognito,
  invoke: Invoke,
  timeLimits: TimeLimits,
): Promise<RunningGateway> {
  return startGateway({
    port: ports.rest,
    document: gatewayDocument,
    stage: basePath.slice(1),
    values: { ...account, userPoolArn: world.pool.arn },
    tokens: { issuer, jwksUrl },
    now: clock.now,
    intercept: interceptors.gateway,
    beside: problemPageAt,
    apiKeys: world.identities.clients.map(({ name, clientId, apiKey }) => ({
      id: clientId.slice(0, 10),
      name,
      value: apiKey,
    })),
    invoke,
    integrationTimeoutMilliseconds: timeLimits.of(integrationTimeoutMilliseconds),
    onIntegrationError: (functionName, requestId, error) =>
      logs.add(functionName, requestId, `ERROR ${String(error)}`),
    ...(usagePlan ? { usagePlan } : {}),
  });
}
