/** What a role does not allow is refused at the door of each service, as on AWS, with the line to add to the definition. */
import {
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { IoTDataPlaneClient, PublishCommand as PublishToTopic } from '@aws-sdk/client-iot-data-plane';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leadingKey } from '../../../src/data/keys.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox.ts';
import { createRoles, tableDataSource, type Roles } from '../../src/world/roles.ts';
import { signedHeaders } from '../appsync/signing.ts';

let sandbox: Sandbox;
let roles: Roles;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
  roles = createRoles(sandbox.awsCredentials, { separate: true });
});
afterAll(() => sandbox.close());

const region = 'us-east-1';
const as = (role: string, endpoint: string) => ({
  endpoint,
  region,
  credentials: roles.credentialsOf(role),
  maxAttempts: 1,
});

/** The refusal of a request; fails when there is none. */
const refusal = async (request: Promise<unknown>): Promise<Error> => {
  const outcome = await request.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Error);
  return outcome as Error;
};

describe('a role in DynamoDB', () => {
  const query = (role: string, IndexName: string, key: string) =>
    new DynamoDBClient(as(role, sandbox.dynamodbUrl)).send(
      new QueryCommand({
        TableName: sandbox.tableName,
        IndexName,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': `${IndexName}pk` },
        ExpressionAttributeValues: { ':pk': { S: key } },
      }),
    );

  it('reads the indexes that its definition names, for their leading keys', async () => {
    expect((await query('invoices-api', 'gsi1', leadingKey('partner').replace('*', 'prt_1'))).Items).toEqual(
      [],
    );
  });

  it('is refused another index, and told what to add', async () => {
    const { name, message } = await refusal(query('invoices-api', 'gsi5', 'COURIER#c'));
    expect(name).toBe('AccessDeniedException');
    expect(message).toBe(
      'User: arn:aws:sts::000000000000:assumed-role/invoices-api/sandbox is not authorized to perform: dynamodb:Query on resource: ' +
        'northwind/index/gsi5 for COURIER#* because no identity-based policy allows it. Add to the access in ' +
        "backend/src/functions/invoices-api/definition.ts: tableAccess(['dynamodb:Query'], ['COURIER#*'], ['gsi5'])",
    );
  });

  it('is refused keys of others in an index that it may read', async () => {
    expect((await refusal(query('invoices-api', 'gsi1', 'BUILDING#bld_1'))).message).toContain(
      'for BUILDING#*',
    );
  });

  it('is refused an item that is not what the backend says of its kind', async () => {
    const put = new DynamoDBClient(as('invoices-api', sandbox.dynamodbUrl)).send(
      new PutItemCommand({
        TableName: sandbox.tableName,
        Item: {
          ...{ pk: { S: leadingKey('partner').replace('*', 'prt_1') }, sk: { S: 'COUNTER' } },
          ...{ entity: { S: 'InvoiceCounter' }, lastNumbr: { N: '1' } },
        },
      }),
    );
    const { name, message } = await refusal(put);
    expect(name).toBe('ValidationException');
    expect(message).toBe(
      'The InvoiceCounter is not what data/records.ts of the backend says: /lastNumber is required.',
    );
  });

  it('of resolvers is refused what no resolver is defined to do', async () => {
    const { message } = await refusal(query(tableDataSource, 'gsi2', 'LOCKERS'));
    expect(message).toContain("the resolver's definition in backend/src/resolvers");
  });

  it('needs the right for each part of a transaction', async () => {
    const write = (pk: string) =>
      new DynamoDBClient(as('health-api', sandbox.dynamodbUrl)).send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName: sandbox.tableName, Item: { pk: { S: pk }, sk: { S: 'x' } } } }],
        }),
      );
    expect((await refusal(write('HEALTH'))).message).toContain('dynamodb:PutItem');
  });

  it('is nobody whose keys are the account itself: it may do anything', async () => {
    const client = new DynamoDBClient({
      ...as('health-api', sandbox.dynamodbUrl),
      credentials: sandbox.awsCredentials,
    });
    const Item = { pk: { S: 'ANY' }, sk: { S: 'x' } };
    await client.send(new PutItemCommand({ TableName: sandbox.tableName, Item }));
  });
});

describe('a role elsewhere', () => {
  it('is refused a bucket, or a folder of it, that is not granted', async () => {
    const worker = new S3Client(as('export-worker', sandbox.s3Url));
    const put = (Bucket: string, Key: string) =>
      worker.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await put('exports', 'partners/prt_1/exports/a.csv');
    expect((await refusal(put('exports', 'elsewhere/a.csv'))).name).toBe('AccessDenied');
    expect((await refusal(put('signatures', 'signatures/a.png'))).message).toContain("bucket: 'signatures'");
    const read = worker.send(
      new GetObjectCommand({ Bucket: 'exports', Key: 'partners/prt_1/exports/a.csv' }),
    );
    expect((await refusal(read)).message).toContain('s3:GetObject');
  });

  it('is refused a queue', async () => {
    const send = new SQSClient(as('stream-fanout', sandbox.sqsUrl)).send(
      new SendMessageCommand({
        QueueUrl: `${sandbox.sqsUrl}/000000000000/exports.fifo`,
        MessageBody: '{}',
        MessageGroupId: 'a',
        MessageDeduplicationId: 'a',
      }),
    );
    expect((await refusal(send)).message).toContain(
      "{ kind: 'queue', queue: 'exports', actions: ['sqs:SendMessage'] }",
    );
  });

  it('is refused a topic', async () => {
    const publish = new SNSClient(as('stream-fanout', sandbox.snsUrl)).send(
      new PublishCommand({ TopicArn: `arn:aws:sns:${region}:000000000000:delivery-status`, Message: 'x' }),
    );
    expect((await refusal(publish)).message).toContain("topic: 'delivery-status'");
  });

  it('is refused a topic of devices', async () => {
    const endpoint = `http://127.0.0.1:${new URL(sandbox.mqttUrl).port}`;
    const publish = new IoTDataPlaneClient(as('stream-fanout', endpoint)).send(
      new PublishToTopic({ topic: 'northwind/lockers/lkr_1/commands', payload: Buffer.from('{}') }),
    );
    expect((await refusal(publish)).message).toContain('iot:Publish');
  });

  it('is refused a field of the GraphQL API', async () => {
    const body = JSON.stringify({
      query:
        'mutation { publishLockerEvent(input: { lockerId: "lkr_1", buildingId: "bld_1", sequence: 1, type: DOOR_OPENED, ' +
        'occurredAt: "2026-11-27T10:00:00Z", recordedAt: "2026-11-27T10:00:00Z" }) { lockerId } }',
    });
    const headers = await signedHeaders(sandbox.graphqlUrl, body, roles.credentialsOf('health-api'));
    const response = await fetch(sandbox.graphqlUrl, { method: 'POST', headers, body });
    expect(await response.text()).toContain('Not Authorized to access publishLockerEvent');
  });
});
