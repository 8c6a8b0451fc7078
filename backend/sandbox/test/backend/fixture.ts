/**
 * The functions over the embedded store, called with the events that API Gateway sends. Nothing stands between a test and a handler but
 * the event; answers are checked against the contract.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { buildingItem } from '../../../src/data/items.ts';
import { table } from '../../../src/data/table.ts';
import type { TableClient } from '../../../src/data/table-client.ts';
import { apiKeyHash } from '../../../src/domain/api-key.ts';
import { newBuilding } from '../../../src/domain/building.ts';
import { loadHandler } from '../../../src/generated/functions.ts';
import {
  apiKeyHeader,
  basePath,
  operations,
  scopesByGroup,
  type Group,
} from '../../../src/generated/manifest.ts';
import type { OperationId, Problem } from '../../../src/generated/operations.ts';
import { startDynamodb, type Dynamodb } from '../../src/services/dynamodb/start.ts';
import { recordMistake } from '../../src/world/records.ts';
import { marshallItem } from '../../src/world/seed/marshall.ts';

/** A ULID-shaped identifier that says in its last letters what it is. */
export const identifier = (prefix: string, number: number): string =>
  `${prefix}_01K6F0A0000000000000${String(number).padStart(6, '0')}`;

/** Who calls. Scopes default to those of the groups. */
export interface TestCaller {
  readonly groups: readonly Group[];
  readonly subject: string;
  readonly kind?: 'user' | 'client';
  readonly partnerId?: string;
  readonly buildings?: readonly string[];
  readonly scopes?: readonly string[];
}

export const partner = (number: number): TestCaller => ({
  groups: ['partner'],
  kind: 'client',
  subject: `client-${number}`,
  partnerId: identifier('prt', number),
});

export const manager = (...buildings: string[]): TestCaller => ({
  groups: ['manager'],
  subject: `manager-of-${buildings.join('-')}`,
  buildings,
});

export const admin: TestCaller = { groups: ['admin'], subject: 'admin-1' };

export interface TestCall {
  readonly caller?: TestCaller | undefined;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** Null: send no key. Default: the caller's own, where the caller is a partner. */
  readonly apiKey?: null;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  /** Milliseconds the invocation may take. Default 10,000. */
  readonly timeout?: number;
}

export interface TestReply<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Body;
}

const claimsOf = ({ groups, subject, kind = 'user', partnerId, buildings = [], scopes }: TestCaller) => ({
  sub: subject,
  client_id: kind === 'client' ? subject : 'mobile',
  scope: (scopes ?? groups.flatMap((group) => scopesByGroup[group])).join(' '),
  [kind === 'client' ? 'groups' : 'cognito:groups']: groups.join(','),
  buildings: buildings.join(','),
  ...(partnerId === undefined
    ? {}
    : { partner_id: partnerId, api_key_hashes: apiKeyHash(apiKeyOf(partnerId)) }),
});

/** The only key of a partner. */
export const apiKeyOf = (partnerId: string): string => `key-of-${partnerId}`;

/** The header that partners send. */
const apiKeyHeaderOf = ({ partnerId, groups }: TestCaller): Record<string, string> =>
  partnerId !== undefined && groups.includes('partner') ? { [apiKeyHeader]: apiKeyOf(partnerId) } : {};

export const eventOf = (operationId: OperationId, call: TestCall): APIGatewayProxyEvent => {
  const { method, path: resource } = operations[operationId];
  const path = basePath + resource.replace(/\{(\w+)\}/g, (_, name: string) => call.path?.[name] ?? '');
  const hasBody = call.body !== undefined;
  const body = typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  const headers: Record<string, string> = {
    ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
    ...(call.caller ? apiKeyHeaderOf(call.caller) : {}),
    ...call.headers,
  };
  // A test that leaves the key out, or writes its header otherwise.
  if (call.apiKey === null) Reflect.deleteProperty(headers, apiKeyHeader);
  const query = call.query ?? {};
  return {
    resource,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: Object.keys(query).length > 0 ? query : null,
    multiValueQueryStringParameters: Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, [value]]),
    ),
    pathParameters: call.path ?? null,
    stageVariables: null,
    requestContext: {
      requestId: randomUUID(),
      path,
      ...(call.caller ? { authorizer: { claims: claimsOf(call.caller) } } : {}),
    } as unknown as APIGatewayProxyEvent['requestContext'],
    body: hasBody ? body : null,
    isBase64Encoded: false,
  };
};

export const lambdaContext = (timeout = 10_000): Context => {
  const deadline = Date.now() + timeout;
  return {
    awsRequestId: randomUUID(),
    functionName: 'test',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  } as unknown as Context;
};

export interface Backend {
  readonly dynamodb: Dynamodb;
  readonly tableClient: TableClient;
  call<Body = Record<string, unknown>>(operationId: OperationId, call: TestCall): Promise<TestReply<Body>>;
  /** Calls and expects a problem document. */
  refused(operationId: OperationId, call: TestCall): Promise<TestReply<Problem>>;
  /** Everything in the table: what a test compares to prove that nothing was written. */
  contents(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Buildings 1 to 100 are there. */
function* buildings() {
  const address = { line1: 'Am Kaiserkai 12', postalCode: '20457', city: 'Hamburg', country: 'DE' };
  for (let number = 1; number <= 100; number += 1) {
    const building = newBuilding(
      identifier('bld', number),
      { name: `House ${number}`, address },
      '2026-01-01T00:00:00.000Z',
    );
    yield marshallItem(buildingItem(building));
  }
}

/** Starts the store and points this process's environment at it, as Lambda would. */
export const startBackend = async (environment: Record<string, string> = {}): Promise<Backend> => {
  /** The function's log is silent here, and its response says nothing of them. */
  const mistakes: string[] = [];
  const dynamodb = await startDynamodb({
    port: 0,
    tables: [table],
    sweepInterval: 0,
    inspect(tableName, item) {
      const mistake = recordMistake(tableName, item);
      if (mistake !== undefined) mistakes.push(mistake);
      return mistake;
    },
  });
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    TABLE_NAME: table.name,
    CURSOR_KEYS: randomBytes(32).toString('base64'),
    VALIDATE_RESPONSES: 'true',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_METRICS_NAMESPACE: 'Northwind',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_TRACE_ENABLED: 'false',
    ...environment,
  });
  dynamodb.load(table.name, buildings());
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const call = async <Body>(operationId: OperationId, options: TestCall): Promise<TestReply<Body>> => {
    const { handler } = await loadHandler[operations[operationId].function]();
    const result = await handler(eventOf(operationId, options), lambdaContext(options.timeout));
    if (mistakes.length > 0) throw new Error(`${operationId}: ${mistakes.splice(0).join(' ')}`);
    return {
      status: result.statusCode,
      headers: (result.headers ?? {}) as Record<string, string>,
      body: (result.body === '' ? undefined : JSON.parse(result.body)) as Body,
    };
  };
  return {
    dynamodb,
    tableClient: { name: table.name, client },
    call,
    async refused(operationId, options) {
      const reply = await call<Problem>(operationId, options);
      if (reply.headers['Content-Type'] !== 'application/problem+json') {
        throw new Error(`${operationId} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
      }
      return reply;
    },
    async contents() {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: table.name }));
      return Items.toSorted((a, b) => (`${a['pk']} ${a['sk']}` < `${b['pk']} ${b['sk']}` ? -1 : 1));
    },
    async close() {
      client.destroy();
      await dynamodb.close();
    },
  };
};
