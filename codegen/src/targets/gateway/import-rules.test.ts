import { beforeAll, describe, expect, it } from 'vitest';
import { readContract } from '../../contract/openapi/read.ts';
import { listOperations, type Operation } from '../../contract/openapi/operations.ts';
import { gatewayDocument } from './document.ts';
import { gatewayFindings } from './import-rules.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- counterexamples are wrong on purpose: there is no type for them
type Loose = any;

let operations: Operation[];
let gateway: Loose;

beforeAll(async () => {
  const contract = await readContract();
  operations = listOperations(contract);
  gateway = gatewayDocument(contract, operations);
});

/** Findings after one change to the document. */
function after(change: (document: Loose) => void): string {
  const document = structuredClone(gateway) as Loose;
  change(document);
  return gatewayFindings(document as object).join('\n');
}

describe('the gateway document', () => {
  it('holds to every rule of API Gateway that we know', () => {
    expect(gatewayFindings(gateway as object)).toEqual([]);
  });

  it('has every operation with its own scopes, its function, and an API key where partners alone may call', () => {
    for (const { operationId, path, method, scopes, open, apiKey, functionName } of operations) {
      const operation = gateway.paths[path][method];
      expect(operation.operationId).toBe(operationId);
      expect(operation.security).toEqual(
        open ? [] : [apiKey === 'required' ? { userPool: scopes, apiKey: [] } : { userPool: scopes }],
      );
      expect(operation['x-amazon-apigateway-integration']).toMatchObject({
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: `\${invoke_arn_${functionName.replaceAll('-', '_')}}`,
      });
    }
  });

  it('checks that a body is there and is an object, and leaves its fields to the function', () => {
    const { requestBody, ...operation } = gateway.paths['/invoices'].post;
    expect(operation['x-amazon-apigateway-request-validator']).toBe('parameters-and-body');
    expect(requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/JsonObject',
    });
    expect(gateway.components.schemas.JsonObject.properties).toBeUndefined();
  });

  it('lets a page use the methods of the operations on a path and no others, with any header', () => {
    const allowed = (path: string, header: string): string =>
      gateway.paths[path].options['x-amazon-apigateway-integration'].responses.default.responseParameters[
        `method.response.header.Access-Control-Allow-${header}`
      ] as string;
    expect(allowed('/invoices/{invoiceId}', 'Methods')).toBe("'GET,DELETE,PATCH,OPTIONS'");
    // An asterisk does not stand for Authorization.
    for (const path of ['/invoices/{invoiceId}', '/health'])
      expect(allowed(path, 'Headers')).toBe("'*,Authorization'");
  });

  it('answers its own refusals as problem documents with the codes of the contract', () => {
    const refusal = (type: string): Loose => gateway['x-amazon-apigateway-gateway-responses'][type];
    const template = (type: string): Loose =>
      JSON.parse(
        refusal(type).responseTemplates['application/json'].replaceAll('$context.error.messageString', '"m"'),
      );
    expect(template('UNAUTHORIZED')).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(template('ACCESS_DENIED')).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(template('MISSING_AUTHENTICATION_TOKEN')).toMatchObject({ status: 404, code: 'route_not_found' });
    expect(template('BAD_REQUEST_BODY')).toMatchObject({ code: 'invalid_json', errors: [{ pointer: '' }] });
    expect(template('THROTTLED')).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refusal('THROTTLED').responseParameters).toMatchObject({
      'gatewayresponse.header.Retry-After': "'1'",
      'gatewayresponse.header.X-Request-Id': 'context.requestId',
      'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
    });
  });
});

describe('a document that API Gateway would not take, or would take wrongly, is refused:', () => {
  const invoices = (document: Loose): Loose => document.paths['/invoices'];
  const model = (document: Loose): Loose => document.components.schemas.InvoiceCreate;
  const refusals = (document: Loose): Loose => document['x-amazon-apigateway-gateway-responses'];

  it.each<[string, (document: Loose) => void, string]>([
    ['OpenAPI 3.1', (d) => (d.openapi = '3.1.0'), 'API Gateway imports OpenAPI 3.0.x.'],
    ['security at the root', (d) => (d.security = []), "The root's security is ignored"],
    [
      'an oauth2 scheme',
      (d) => (d.components.securitySchemes.userPool.type = 'oauth2'),
      'only apiKey schemes',
    ],
    ['/ping', (d) => (d.paths['/ping'] = invoices(d)), 'keeps /ping for itself'],
    [
      'a parameter that is part of a segment',
      (d) => (d.paths['/invoices/inv_{id}'] = invoices(d)),
      '"inv_{id}" is no path segment',
    ],
    [
      'a path segment with other characters',
      (d) => (d.paths['/invoices/ü'] = invoices(d)),
      '"ü" is no path segment',
    ],
    [
      'more than 300 resources',
      (d) => {
        for (let i = 0; i < 300; i += 1) d.paths[`/r${i}`] = invoices(d);
      },
      'an API has at most 300',
    ],
    ['a path without OPTIONS', (d) => delete invoices(d).options, '/invoices has no OPTIONS method'],
    [
      'a model name with other characters',
      (d) => (d.components.schemas.Invoice_Create = model(d)),
      'name is alphanumeric',
    ],
    ['oneOf', (d) => (model(d).oneOf = []), 'oneOf is not supported'],
    ['anyOf', (d) => (model(d).anyOf = []), 'anyOf is not supported'],
    [
      'allOf',
      (d) => (model(d).properties.customer = { type: 'object', allOf: [] }),
      'allOf is not supported',
    ],
    ['discriminator', (d) => (model(d).discriminator = {}), 'discriminator is not supported'],
    [
      'additionalProperties',
      (d) => (model(d).additionalProperties = false),
      'additionalProperties is not supported',
    ],
    ['example', (d) => (model(d).example = {}), 'example is not supported'],
    ['readOnly', (d) => (model(d).properties.memo.readOnly = true), 'readOnly is not supported'],
    [
      'exclusiveMinimum',
      (d) => (model(d).properties.memo.exclusiveMinimum = true),
      'exclusiveMinimum is not supported',
    ],
    ['nullable', (d) => (model(d).properties.memo.nullable = true), 'nullable is not supported'],
    ['an int64 format', (d) => (model(d).properties.memo.format = 'int64'), 'format is not supported'],
    ['a pattern', (d) => (model(d).properties.memo.pattern = 'x'), 'pattern is not supported'],
    ['an empty required', (d) => (model(d).required = []), 'required is empty'],
    [
      'minItems, which is not validated',
      (d) => (model(d).properties.lines.minItems = 1),
      'minItems is not supported',
    ],
    ['null in an enum', (d) => (model(d).properties.currency.enum = [null]), 'null in an enum'],
    [
      'a reference to no model',
      (d) => (model(d).properties.memo = { $ref: '#/components/schemas/Memo' }),
      'Memo is no model',
    ],
    [
      'a parameter by reference',
      (d) => (invoices(d).get.parameters[0] = { $ref: '#/x' }),
      'a parameter is written out',
    ],
    [
      'a parameter with an enum',
      (d) => (invoices(d).get.parameters[0].schema.enum = ['a']),
      'enum is not checked',
    ],
    [
      'a parameter with a style',
      (d) => (invoices(d).get.parameters[0].style = 'form'),
      'style does not count',
    ],
    [
      'a required If-Match',
      (d) =>
        (d.paths['/invoices/{invoiceId}'].patch.parameters.find(
          ({ name }: Loose) => name === 'If-Match',
        ).required = true),
      'where the function says 428',
    ],
    ['an operation without security', (d) => delete invoices(d).get.security, 'which makes it open'],
    ['an operation without a scope', (d) => (invoices(d).get.security[0].userPool = []), 'lists no scope'],
    [
      'an undefined scheme',
      (d) => (invoices(d).get.security = [{ oauth2: ['x'] }]),
      'oauth2, which is not defined',
    ],
    [
      'no integration',
      (d) => delete invoices(d).get['x-amazon-apigateway-integration'],
      'has no integration',
    ],
    [
      'a function invoked by GET',
      (d) => (invoices(d).get['x-amazon-apigateway-integration'].httpMethod = 'GET'),
      'a function is invoked by POST',
    ],
    [
      'a timeout over 29 s',
      (d) => (invoices(d).get['x-amazon-apigateway-integration'].timeoutInMillis = 30_000),
      'given up after 29 s',
    ],
    [
      'an unknown validator',
      (d) => (invoices(d).get['x-amazon-apigateway-request-validator'] = 'full'),
      'no validator full',
    ],
    [
      'no validator',
      (d) => delete invoices(d).get['x-amazon-apigateway-request-validator'],
      'has no request validator',
    ],
    [
      'a cache',
      (d) =>
        (invoices(d).get['x-amazon-apigateway-integration'].cacheKeyParameters = [
          'method.request.header.Authorization',
        ]),
      'the cache keeps what a function refused',
    ],
    ['deprecated', (d) => (invoices(d).get.deprecated = true), 'deprecated is dropped'],
    ['a body by reference', (d) => (invoices(d).post.requestBody = { $ref: '#/x' }), 'a body is written out'],
    [
      'a response by reference',
      (d) => (invoices(d).get.responses['404'] = { $ref: '#/x' }),
      'a response is written out',
    ],
    [
      'a header by reference',
      (d) => (invoices(d).get.responses['200'].headers['X-Request-Id'] = { $ref: '#/x' }),
      'a header is written out',
    ],
    [
      'a response that is no object',
      (d) => (invoices(d).get.responses['200'].content['application/json'].schema = { type: 'array' }),
      'a response is an object model',
    ],
    [
      'a missing gateway response',
      (d) => delete refusals(d).WAF_FILTERED,
      'No gateway response for WAF_FILTERED',
    ],
    [
      'VTL in a gateway response',
      (d) => (refusals(d).THROTTLED.responseTemplates['application/json'] = '#set($x = 1)'),
      'VTL is not processed',
    ],
    [
      'a gateway response that is no JSON',
      (d) =>
        (refusals(d).THROTTLED.responseTemplates['application/json'] =
          '{"message": $context.error.validationErrorString}'),
      'THROTTLED is no JSON',
    ],
    [
      'a gateway response that is no problem document',
      (d) => (refusals(d).THROTTLED.responseTemplates['application/json'] = '{"status":429}'),
      'THROTTLED has no code',
    ],
    [
      'another status than the document says',
      (d) => (refusals(d).THROTTLED.statusCode = 503),
      'status 429 is sent as 503',
    ],
    [
      'another content type',
      (d) =>
        (refusals(d).THROTTLED.responseParameters['gatewayresponse.header.Content-Type'] =
          "'application/json'"),
      'THROTTLED is no application/problem+json',
    ],
    [
      'a placeholder that Terraform does not fill',
      (d) => (d.info.title = '${title}'),
      '${title} would be read by Terraform',
    ],
    ["Terraform's directives", (d) => (d.info.title = '%{ if x }'), '%{ if x } would be read by Terraform'],
  ])('%s', (_, change, finding) => {
    expect(after(change)).toContain(finding);
  });
});
