/** What any page or program on this machine can send to a port, without credentials: it is refused, and nobody else notices. */
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox.ts';
import { get, portsOf, sendRaw, upgrade } from './raw.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: null });
});
afterAll(() => sandbox.close());

const services = ['rest', 'cognito', 'dynamodb', 's3', 'sqs', 'sns', 'graphql', 'mqtt'];
const portOf = (service: string): number => portsOf(sandbox)[service] as number;

describe.each(services)('the port of %s', (service) => {
  it.each(['//', '/%zz', '/%', '*', 'http://', 'http://[', '//evil/graphql', '/\\', '/?%zz=%'])(
    'answers a request for %s, and goes on',
    async (target) => {
      expect(await sendRaw(portOf(service), get(target))).toMatch(/^HTTP\/1\.1 [2-5]\d\d /);
      expect(await sendRaw(portOf(service), get('/'))).toMatch(/^HTTP\/1\.1 [2-5]\d\d /);
    },
  );

  it.each(['//', '/%zz', 'http://[', '/graphql/realtime?header=%', '/graphql/realtime', '/mqtt'])(
    'goes on after an upgrade at %s',
    async (target) => {
      await sendRaw(portOf(service), upgrade(target), { idleMs: 100 });
      expect(await sendRaw(portOf(service), get('/'))).toMatch(/^HTTP\/1\.1 [2-5]\d\d /);
    },
  );
});

describe.each(['dynamodb', 'sqs', 'sns', 'mqtt'])('the port of %s', (service) => {
  it('does not answer to the name of another host, to which a web page may have this address resolve', async () => {
    const rebound = get('/').replace('Host: 127.0.0.1', 'Host: page.example:4012');
    expect(await sendRaw(portOf(service), rebound)).toMatch(/^HTTP\/1\.1 421 /);
    expect(await sendRaw(portOf(service), get('/'))).not.toMatch(/^HTTP\/1\.1 421 /);
  });
});

describe('a request to an AWS service', () => {
  const requests = {
    DynamoDB: (credentials: Sandbox['awsCredentials']) =>
      new DynamoDBClient({ ...at(sandbox.dynamodbUrl), credentials }).send(new ListTablesCommand({})),
    SQS: (credentials: Sandbox['awsCredentials']) =>
      new SQSClient({ ...at(sandbox.sqsUrl), credentials }).send(new ListQueuesCommand({})),
    Cognito: (credentials: Sandbox['awsCredentials']) =>
      new CognitoIdentityProviderClient({ ...at(new URL(sandbox.tokenUrl).origin), credentials }).send(
        new AdminGetUserCommand({ UserPoolId: sandbox.userPoolId, Username: sandbox.users[0]?.sub }),
      ),
    SNS: (credentials: Sandbox['awsCredentials']) =>
      new SNSClient({ ...at(sandbox.snsUrl), credentials }).send(
        new PublishCommand({
          TopicArn: 'arn:aws:sns:us-east-1:000000000000:delivery-status',
          Message: 'äöü {"a":1}',
        }),
      ),
  };
  const at = (endpoint: string) => ({ endpoint, region: 'us-east-1', maxAttempts: 1 });

  it.each(Object.entries(requests))(
    'is taken from whoever signs with the sandbox’s key: %s',
    async (_name, send) => {
      expect((await send(sandbox.awsCredentials)).$metadata.httpStatusCode).toBe(200);
    },
  );

  it.each(Object.entries(requests))('is refused with a wrong secret: %s', async (_name, send) => {
    await expect(send({ ...sandbox.awsCredentials, secretAccessKey: 'guessed' })).rejects.toThrow(
      /signature we calculated does not match/,
    );
  });

  it.each(Object.entries(requests))('is refused with a key that nobody has: %s', async (_name, send) => {
    await expect(send({ accessKeyId: 'AKIDNOBODY', secretAccessKey: 'guessed' })).rejects.toThrow(
      /security token included in the request is invalid/,
    );
  });

  it('is refused unsigned where a user pool is kept', async () => {
    const response = await fetch(`http://127.0.0.1:${portOf('cognito')}/`, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminDeleteUser' },
      body: JSON.stringify({ UserPoolId: sandbox.userPoolId, Username: sandbox.users[0]?.sub }),
    });
    expect(await response.text()).toContain('MissingAuthenticationToken');
  });

  it.each(['dynamodb', 'sqs', 'sns'])(
    'is refused unsigned, as a page of any web site could send it: %s',
    async (service) => {
      const response = await fetch(`http://127.0.0.1:${portOf(service)}/`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.ListTables',
        },
        body: 'Action=Publish&TopicArn=arn:aws:sns:us-east-1:000000000000:delivery-status&Message=x',
      });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('MissingAuthenticationToken');
      expect(sandbox.notifications().filter(({ message }) => message === 'x')).toEqual([]);
    },
  );
});
