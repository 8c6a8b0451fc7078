import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { GatewayRefusal } from './gateway-responses.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { ImportDocument, Method } from './import-document.ts';
import type { Route } from './routing.ts';

/**
 * API Gateway's basic request validation: required parameters are there and not blank, and a body of a declared media
 * type fits its model. A body of another type passes unread; values of parameters are not looked at.
 * AWS: "Request validation for REST APIs in API Gateway".
 */
export function createRequestValidator(
  document: ImportDocument,
): (route: Route, request: GatewayRequest) => void {
  const models = new Map<string, ValidateFunction>();
  // The first error will do: collecting all is quadratic over the items of a list, and a caller decides how many there are.
  // The document is generated, and held to JSON Schema where it is.
  const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false });
  ajv.addSchema({ $id: 'gateway', components: document.components ?? {} });

  function modelOf(method: Method, mediaType: string): ValidateFunction | undefined {
    const name = `${method.name} ${mediaType}`;
    const known = models.get(name);
    if (known) return known;
    const schema = method.requestModels[mediaType];
    if (schema === undefined) return undefined;
    const validate = ajv.compile(withAbsoluteReferences(schema) as object);
    models.set(name, validate);
    return validate;
  }

  return ({ method }, request) => {
    if (method.validator.validateRequestParameters) requireParameters(method, request);
    if (!method.validator.validateRequestBody) return;
    const mediaType = (request.headers.last('content-type') ?? 'application/json')
      .split(';')[0]
      ?.trim()
      .toLowerCase();
    const validate = modelOf(method, mediaType ?? '');
    if (!validate) return;
    if (request.body.length === 0 && !method.requestBodyRequired) return;
    const body = parseJson(request.body);
    if (!validate(body)) {
      throw new GatewayRefusal('BAD_REQUEST_BODY', { validationError: describe(validate.errors ?? []) });
    }
  };
}

function requireParameters(method: Method, request: GatewayRequest): void {
  const missing = method.parameters
    .filter(({ required }) => required)
    .filter(({ name, in: place }) => {
      // A path parameter is there, or the request would not have come to this method.
      if (place === 'path') return false;
      return !(place === 'query' ? request.query.get(name) : request.headers.last(name))?.trim();
    })
    .map(({ name }) => name);
  if (missing.length > 0) {
    const message = `Missing required request parameters: [${missing.join(', ')}]`;
    throw new GatewayRefusal('BAD_REQUEST_PARAMETERS', { message, validationError: message });
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new GatewayRefusal('BAD_REQUEST_BODY', { validationError: '[the body is not JSON]' });
  }
}

const describe = (errors: readonly ErrorObject[]): string =>
  `[${errors
    .map((error) => `${error.instancePath || 'object'} ${error.message ?? 'is invalid'}`)
    .join(', ')}]`;

/** `#/components/…` refers to the whole document, which the validator knows under the id `gateway`. */
function withAbsoluteReferences(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"gateway#/components/')) as unknown;
}
