/**
 * Random requests, frames, packets and bytes at every port, from nobody: the process lives, nobody else's call fails, and nothing is
 * written. Bounded by runs; the seed is printed, and `NORTHWIND_FUZZ_SEED` replaces it.
 */
import { DescribeTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basePath } from '../../../src/generated/manifest.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox.ts';
import { portsOf, sendRaw } from './raw.ts';

const seed = Number(process.env['NORTHWIND_FUZZ_SEED'] ?? 20_261_127);
const runs = 40;
/** Sent at the same time, each on a connection of its own. */
const atOnce = 8;

let sandbox: Sandbox;
let dynamodb: DynamoDBClient;
/** What nobody handled: each would have ended a process of its own. */
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);

beforeAll(async () => {
  console.log(`NORTHWIND_FUZZ_SEED=${seed}`);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  sandbox = await startSandbox({ port: 0, seed: null });
  dynamodb = new DynamoDBClient({
    endpoint: sandbox.dynamodbUrl,
    region: 'us-east-1',
    credentials: sandbox.awsCredentials,
  });
});
afterAll(async () => {
  dynamodb.destroy();
  await sandbox.close();
  process.off('uncaughtException', note).off('unhandledRejection', note);
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '',
    '%',
    '%zz',
    '../..',
    '\0',
    '//',
    '${a}',
    '{"a":',
    '[]',
    'null',
    '🔑',
  ),
);
const token = fc.constantFrom('', 'a', 'x-y', 'AWS4-HMAC-SHA256', 'Bearer', '"', ';', '\t', 'ÿ');

const target = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '*',
    'http://',
    'http://[',
    `${basePath}/invoices`,
    `${basePath}/%zz`,
    `${basePath}/lockers?limit=%`,
    '/graphql',
    '/graphql/realtime?header=e30=',
    '/mqtt',
    '/topics/a%2Fb?qos=1',
    '/topics/%',
    '/exports/a?X-Amz-Algorithm=AWS4-HMAC-SHA256',
    '/oauth2/token',
    '/oauth2/authorize?client_id=%',
    '/login',
    '/logout',
    '/oauth2/userInfo',
    '/000000000000/exports.fifo',
  ),
  text.map((part) => `/${encodeURI(part.replaceAll(/[\ud800-\udfff]/g, '')).replaceAll(' ', '')}`),
  text.map((part) => `/${part.replaceAll(/[\0-\x20\x7f]|[^\0-\xff]/g, '')}`),
);

const header = fc.oneof(
  fc.constantFrom(
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Expect: 100-continue',
    'Transfer-Encoding: chunked',
    'Content-Length: 5',
    'Content-Length: -1',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: graphql-ws, header-e30',
    'Sec-WebSocket-Protocol: ,',
    'Authorization: Bearer x.y.z',
    'Authorization: Basic Og==',
    'Authorization: AWS4-HMAC-SHA256 Credential=a/20261127/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=' +
      '0'.repeat(64),
    'X-Amz-Date: 99999999T999999Z',
    'X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'X-Amz-Target: AmazonSQS.SendMessage',
    'X-Amz-Target: DynamoDB_20120810.__proto__',
    'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Type: application/json',
    'Content-Type: application/x-amz-json-1.0',
    'Origin: http://page.example',
    'Access-Control-Request-Headers: \xff',
    'Access-Control-Request-Method: X',
    'If-None-Match: *',
    'Range: bytes=9-1',
    'Cookie: =;=',
  ),
  fc.tuple(token, token).map(([name, value]) => `${name}: ${value}`),
);

const body = fc.oneof(
  text,
  fc.json(),
  fc.constantFrom(
    'grant_type=client_credentials&client_id=%&client_secret=__proto__',
    'Action=Publish&TopicArn=x',
    '{"query":"{ me { id } }"}',
    '{"query":5}',
    '{"AuthFlow":"USER_SRP_AUTH","ClientId":"__proto__","AuthParameters":{"SRP_A":"0","USERNAME":"a"}}',
    'ffffffffff\r\n',
    '5\r\nabc',
  ),
);

const httpRequest = fc
  .record({
    method: fc.constantFrom(
      'GET',
      'POST',
      'PUT',
      'DELETE',
      'HEAD',
      'OPTIONS',
      'CONNECT',
      'PATCH',
      'TRACE',
      'get',
      'PRI',
    ),
    target,
    version: fc.constantFrom('1.1', '1.1', '1.1', '1.0', '2.0', '9'),
    headers: fc.array(header, { maxLength: 6 }),
    body,
    length: fc.boolean(),
  })
  .map(({ method, target: at, version, headers, body: content, length }) =>
    Buffer.concat([
      Buffer.from(
        [
          `${method} ${at} HTTP/${version}`,
          'Host: 127.0.0.1',
          ...headers,
          ...(length ? [`Content-Length: ${Buffer.byteLength(content)}`] : []),
          '',
          '',
        ].join('\r\n'),
        'latin1',
      ),
      Buffer.from(content),
    ]),
  );

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((array) => Buffer.from(array));

/** A valid upgrade and then frames, whole and broken. */
const webSocket = fc
  .record({
    path: fc.constantFrom('/graphql/realtime', '/graphql/realtime?header=e30=&payload=e30=', '/mqtt'),
    frames: fc.array(bytes, { maxLength: 4 }),
  })
  .map(({ path, frames }) =>
    Buffer.concat([
      Buffer.from(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-ws\r\n\r\n`,
      ),
      ...frames.map((frame) =>
        Buffer.concat([
          Buffer.from([0x81 | (frame[0] as number & 0x7f), 0x80 | (frame.length & 0x7f)]),
          frame,
        ]),
      ),
    ]),
  );

/** CONNECT of nobody, or of a device by name, and packets of any type behind it. */
const mqtt = fc
  .record({
    id: text,
    type: fc.integer({ min: 0, max: 15 }),
    flags: fc.integer({ min: 0, max: 15 }),
    rest: bytes,
  })
  .map(({ id, type, flags, rest }) => {
    const clientId = Buffer.from(id).subarray(0, 60);
    const payload = Buffer.concat([
      Buffer.from([0, 4]),
      Buffer.from('MQTT'),
      Buffer.from([4, flags << 4, 0, 60, 0, clientId.length]),
      clientId,
    ]);
    return Buffer.concat([
      Buffer.from([0x10, payload.length]),
      payload,
      Buffer.from([(type << 4) | flags, rest.length & 0x7f]),
      rest,
    ]);
  });

const message = fc.oneof(httpRequest, httpRequest, bytes, webSocket, mqtt);

/** Somebody else's calls, one a service. */
async function othersAreServed(): Promise<void> {
  expect((await fetch(`${sandbox.restUrl}/health`)).status).toBe(200);
  expect((await fetch(sandbox.jwksUrl)).status).toBe(200);
  expect((await fetch(sandbox.graphqlUrl, { method: 'POST', body: '{}' })).status).toBe(401);
  expect((await fetch(sandbox.s3Url)).status).toBe(403);
  expect((await fetch(sandbox.sqsUrl, { method: 'POST' })).status).toBe(400);
  expect((await fetch(sandbox.snsUrl, { method: 'POST' })).status).toBe(400);
  const mqttPort = new URL(sandbox.mqttUrl).port;
  expect((await fetch(`http://127.0.0.1:${mqttPort}/topics/a`, { method: 'POST' })).status).toBe(403);
  expect(
    (await dynamodb.send(new DescribeTableCommand({ TableName: sandbox.tableName }))).Table?.TableStatus,
  ).toBe('ACTIVE');
  expect(unhandled).toEqual([]);
}

const stored = async (): Promise<unknown> =>
  (await dynamodb.send(new ScanCommand({ TableName: sandbox.tableName }))).Items;

const services = ['rest', 'cognito', 'dynamodb', 's3', 'sqs', 'sns', 'graphql', 'mqtt'];

describe.each(services)('whatever is sent to the port of %s', (service) => {
  it('ends nothing, fails nobody else and writes nothing', async () => {
    const port = portsOf(sandbox)[service] as number;
    const before = await stored();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ bytes: message, tls: fc.boolean() }), { minLength: atOnce, maxLength: atOnce }),
        async (messages) => {
          await Promise.all(
            messages.map(({ bytes: sent, tls }) =>
              sendRaw(port, sent, { tls: tls && service === 'graphql', idleMs: 100 }),
            ),
          );
          await othersAreServed();
        },
      ),
      { seed, numRuns: runs, endOnFailure: true },
    );
    expect(await stored()).toEqual(before);
    expect(sandbox.notifications()).toEqual([]);
  });
});
