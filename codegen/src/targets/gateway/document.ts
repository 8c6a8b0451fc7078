/**
 * The document that API Gateway imports: the contract without what AWS ignores, with what AWS needs. Terraform fills in the
 * placeholders by `templatefile`: `${user_pool_arn}`, and `${invoke_arn_<function>}` with `_` for `-`.
 */
import { describeContract } from '../backend/manifest.ts';
import {
  isReference,
  resolve,
  type HeaderObject,
  type OpenApiDocument,
  type ParameterObject,
  type ResponseObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import { apiKeyHeader, type Operation } from '../../contract/openapi/operations.ts';
import { corsHeaders, preflightOperation } from './cors.ts';
import { bodyModelName, gatewayModels, gatewaySchema } from './models.ts';
import { gatewayResponses } from './responses.ts';

/** API Gateway's default limit for an integration, in milliseconds; the functions stop earlier. */
const integrationTimeout = 29_000;

/** In bytes: a page of a list becomes an eighth, and a single object is hardly worth the time that it takes. */
const minimumCompressionSize = 1024;

function invokeArnPlaceholder(functionName: string): string {
  return `\${invoke_arn_${functionName.replaceAll('-', '_')}}`;
}

export function gatewayDocument(document: OpenApiDocument, operations: Operation[]): object {
  return {
    openapi: document.openapi,
    info: { title: document.info.title, version: document.info.version },
    paths: Object.fromEntries(
      Object.keys(document.paths).map((path) => {
        const own = operations.filter((operation) => operation.path === path);
        return [
          path,
          {
            ...Object.fromEntries(
              own.map((operation) => [operation.method, gatewayOperation(document, operation)]),
            ),
            options: preflightOperation(own),
          },
        ];
      }),
    ),
    components: {
      schemas: gatewayModels(document),
      securitySchemes: {
        userPool: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'cognito_user_pools',
          'x-amazon-apigateway-authorizer': {
            type: 'cognito_user_pools',
            providerARNs: ['${user_pool_arn}'],
          },
        },
        apiKey: { type: 'apiKey', name: apiKeyHeader(document), in: 'header' },
      },
    },
    'x-amazon-apigateway-api-key-source': 'HEADER',
    'x-amazon-apigateway-minimum-compression-size': minimumCompressionSize,
    'x-amazon-apigateway-request-validators': {
      parameters: { validateRequestParameters: true, validateRequestBody: false },
      'parameters-and-body': { validateRequestParameters: true, validateRequestBody: true },
    },
    'x-amazon-apigateway-gateway-responses': gatewayResponses(
      describeContract(document, operations),
      corsHeaders(operations),
    ),
  };
}

function gatewayOperation(document: OpenApiDocument, operation: Operation): object {
  return {
    operationId: operation.operationId,
    summary: operation.object.summary,
    parameters: operation.parameters.map((parameter) => gatewayParameter(document, parameter)),
    ...(operation.requestBody === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: `#/components/schemas/${bodyModelName}` } } },
          },
        }),
    responses: Object.fromEntries(
      operation.responses.map(([status, response]) => [String(status), gatewayResponse(document, response)]),
    ),
    security: operation.open
      ? []
      : [
          {
            userPool: operation.scopes,
            // Per method, whoever calls: where people may call too, the function asks partners for their key.
            ...(operation.apiKey === 'required' ? { apiKey: [] } : {}),
          },
        ],
    'x-amazon-apigateway-request-validator': operation.requestBody ? 'parameters-and-body' : 'parameters',
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: invokeArnPlaceholder(operation.functionName),
      passthroughBehavior: 'when_no_match',
      timeoutInMillis: integrationTimeout,
    },
  };
}

function gatewayParameter(
  document: OpenApiDocument,
  { name, in: location, required, schema }: ParameterObject,
): object {
  const { type } = isReference(schema) ? resolve<SchemaObject>(document, schema) : schema;
  return {
    name,
    in: location,
    // If-Match is asked for by the function, which can say 428; the gateway could only say 400.
    ...(required && name !== 'If-Match' ? { required: true } : {}),
    schema: { type: type ?? 'string' },
  };
}

/** Responses and their headers are written out: API Gateway follows references to models only. */
function gatewayResponse(
  document: OpenApiDocument,
  { description, headers, content }: ResponseObject,
): object {
  return {
    description: description.trim(),
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, header]) => {
              const { schema } = resolve<HeaderObject>(document, header);
              return [name, { schema: { type: resolve<SchemaObject>(document, schema).type ?? 'string' } }];
            }),
          ),
        }),
    ...(content === undefined
      ? {}
      : {
          content: Object.fromEntries(
            Object.entries(content).map(([type, { schema }]) => [
              type,
              { schema: gatewaySchema(document, schema) },
            ]),
          ),
        }),
  };
}
