import { SignJWT, generateKeyPair } from 'jose';
import type { JWTPayload } from 'jose';
import { startGateway } from '../../src/services/gateway/start.ts';
import type { GatewayOptions, RunningGateway } from '../../src/services/gateway/start.ts';
import type { ProxyEvent } from '../../src/services/gateway/proxy-event.ts';

/** A small import document with one of everything the gateway does. */
export const document = {
  openapi: '3.0.3',
  paths: {
    '/parcels': {
      get: {
        operationId: 'listParcels',
        parameters: [
          { name: 'Authorization', in: 'header', schema: { type: 'string' } },
          { name: 'status', in: 'query', schema: { type: 'string' } },
        ],
        security: [{ userPool: ['northwind/parcels.read'], apiKey: [] }],
        'x-amazon-apigateway-request-validator': 'all',
        'x-amazon-apigateway-integration': integration(),
      },
      post: {
        operationId: 'createParcel',
        parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } }],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/NewParcel' } } },
        },
        security: [{ userPool: ['northwind/parcels.write'], apiKey: [] }],
        'x-amazon-apigateway-request-validator': 'all',
        'x-amazon-apigateway-integration': integration(),
      },
      options: {
        'x-amazon-apigateway-integration': {
          type: 'mock',
          requestTemplates: { 'application/json': '{"statusCode": 204}' },
          responses: {
            default: {
              statusCode: '204',
              responseParameters: {
                'method.response.header.Access-Control-Allow-Methods': "'GET,POST,OPTIONS'",
                'method.response.header.Access-Control-Allow-Origin': "'*'",
              },
            },
          },
        },
      },
    },
    '/parcels/{parcelId}': {
      get: {
        operationId: 'getParcel',
        parameters: [{ name: 'parcelId', in: 'path', required: true, schema: { type: 'string' } }],
        security: [{ userPool: ['northwind/parcels.read', 'northwind/parcels.write'], apiKey: [] }],
        'x-amazon-apigateway-integration': integration(),
      },
    },
    '/health': {
      get: { operationId: 'getHealth', security: [], 'x-amazon-apigateway-integration': integration() },
    },
  },
  components: {
    schemas: {
      NewParcel: {
        type: 'object',
        required: ['weight'],
        properties: { weight: { type: 'integer' }, sender: { $ref: '#/components/schemas/Sender' } },
      },
      Sender: { type: 'object', properties: { name: { type: 'string' } } },
    },
    securitySchemes: {
      userPool: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'cognito_user_pools',
        'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['${user_pool_arn}'] },
      },
      apiKey: { type: 'apiKey', name: 'x-api-key', in: 'header' },
    },
  },
  'x-amazon-apigateway-request-validators': {
    all: { validateRequestBody: true, validateRequestParameters: true },
  },
  'x-amazon-apigateway-gateway-responses': {
    DEFAULT_4XX: problem(),
    DEFAULT_5XX: problem(),
    MISSING_AUTHENTICATION_TOKEN: { statusCode: 404, ...problem('not_found') },
    THROTTLED: { statusCode: 429, ...problem('throttled') },
  },
};

function integration() {
  return { type: 'aws_proxy', httpMethod: 'POST', uri: '${invoke_arn_parcels_api}', timeoutInMillis: 29_000 };
}

function problem(code = 'refused') {
  return {
    responseParameters: {
      'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
      'gatewayresponse.header.X-Request-Id': 'context.requestId',
    },
    responseTemplates: {
      'application/problem+json': `{"title":$context.error.messageString,"code":"${code}","instance":"$context.path","requestId":"$context.requestId","detail":"$context.error.validationErrorString"}`,
    },
  };
}

const issuer = 'http://127.0.0.1:4011/us-east-1_Ab1Cd2Ef3';
export const pair = await generateKeyPair('RS256', { extractable: true });

/** Signs a token that the fixture's gateway accepts unless `claims` say otherwise. */
export function token(
  claims: JWTPayload = {},
  key = pair.privateKey,
  { withoutExpiry = false } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    sub: 'client-a',
    client_id: 'client-a',
    token_use: 'access',
    scope: 'northwind/parcels.read northwind/parcels.write',
    iss: issuer,
    iat: now,
    ...(withoutExpiry ? {} : { exp: now + 3600 }),
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .sign(key);
}

export const apiKeyA = 'key-of-a-'.padEnd(40, 'a');
export const apiKeyB = 'key-of-b-'.padEnd(40, 'b');

/** A started gateway, the events its function was given, and a shorthand to call it. */
export interface Fixture {
  readonly gateway: RunningGateway;
  readonly events: ProxyEvent[];
  call(path: string, init?: RequestInit & { as?: 'a' | 'b' | 'nobody' }): Promise<Response>;
}

/** Starts the gateway over {@link document}; `answer` is the function behind every method. */
export async function startFixture(
  answer: (event: ProxyEvent) => unknown = () => ({ statusCode: 200, body: '{}' }),
  options: Partial<GatewayOptions> = {},
): Promise<Fixture> {
  const events: ProxyEvent[] = [];
  const gateway = await startGateway({
    stage: 'v1',
    port: 0,
    document,
    values: {
      userPoolArn: 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/p',
      region: 'us-east-1',
      accountId: '000000000000',
    },
    tokens: { issuer, jwksUrl: 'http://127.0.0.1:1/none', keys: async () => pair.publicKey },
    apiKeys: [
      { id: 'key-a', name: 'a', value: apiKeyA },
      { id: 'key-b', name: 'b', value: apiKeyB },
    ],
    invoke: async (_functionName, event) => {
      events.push(event);
      return answer(event);
    },
    ...options,
  });
  const tokens = { a: await token(), b: await token({ sub: 'client-b', client_id: 'client-b' }) };
  return {
    gateway,
    events,
    async call(path, { as = 'a', ...init } = {}) {
      const headers = new Headers(init.headers);
      if (as !== 'nobody') {
        if (!headers.has('authorization')) headers.set('authorization', `Bearer ${tokens[as]}`);
        if (!headers.has('x-api-key')) headers.set('x-api-key', as === 'a' ? apiKeyA : apiKeyB);
      }
      return fetch(`${gateway.url}${path}`, { ...init, headers });
    },
  };
}
