/**
 * What API Gateway accepts, as findings about a document ("Amazon API Gateway important notes for REST APIs" and the pages of the
 * x-amazon-apigateway extensions). The generator refuses to write a document with findings, so that an import does not fail first.
 */
import { refusals } from './responses.ts';

type Node = Record<string, unknown>;

const schemaKeywords = new Set([
  'type',
  'description',
  'enum',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'required',
  'properties',
  'items',
]);

export function gatewayFindings(document: object): string[] {
  const root = document as Node;
  return [
    ...rootFindings(root),
    ...Object.entries(node(node(root['components'])['schemas'])).flatMap(([name, schema]) => [
      ...(/^[A-Za-z0-9]+$/.test(name) ? [] : [`Model ${name}: a model's name is alphanumeric.`]),
      ...schemaFindings(root, schema, `Model ${name}`),
    ]),
    ...Object.entries(node(root['paths'])).flatMap(([path, item]) => pathFindings(root, path, node(item))),
    ...placeholderFindings(root),
  ];
}

function rootFindings(root: Node): string[] {
  const types = Object.keys(node(root['x-amazon-apigateway-gateway-responses']));
  const resources = new Set(Object.keys(node(root['paths'])).flatMap(pathPrefixes));
  return [
    ...(/^3\.0\.\d+$/.test(String(root['openapi'])) ? [] : ['API Gateway imports OpenAPI 3.0.x.']),
    ...('security' in root ? ["The root's security is ignored; each operation states its own."] : []),
    ...(resources.size > 300 ? [`${resources.size} resources; an API has at most 300.`] : []),
    ...Object.keys(refusals)
      .filter((type) => !types.includes(type))
      .map((type) => `No gateway response for ${type}.`),
    ...Object.entries(node(root['x-amazon-apigateway-gateway-responses'])).flatMap(([type, response]) =>
      responseTemplateFindings(type, node(response)),
    ),
    ...Object.entries(node(node(root['components'])['securitySchemes'])).flatMap(([name, scheme]) =>
      node(scheme)['type'] === 'apiKey' ? [] : [`Security scheme ${name}: only apiKey schemes are imported.`],
    ),
  ];
}

function pathPrefixes(path: string): string[] {
  const segments = path.split('/').slice(1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** A template is plain substitution; it must be a problem document once the variables are filled in, and no VTL. */
function responseTemplateFindings(
  type: string,
  { responseParameters, responseTemplates, statusCode }: Node,
): string[] {
  const template = String(node(responseTemplates)['application/json'] ?? '');
  const filled = template
    .replaceAll('$context.error.messageString', '"a message"')
    .replaceAll(/\$context\.[a-zA-Z.]+/g, 'x');
  const contentType = node(responseParameters)['gatewayresponse.header.Content-Type'];
  const findings =
    contentType === "'application/problem+json'" ? [] : [`${type} is no application/problem+json.`];
  if (/#(set|if|foreach)|\$util|\$input/.test(template))
    findings.push(`${type}: VTL is not processed in a gateway response.`);
  try {
    const problem = JSON.parse(filled) as Node;
    for (const member of ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId']) {
      if (!(member in problem)) findings.push(`${type} has no ${member}.`);
    }
    if (problem['status'] !== statusCode)
      findings.push(`${type}: status ${String(problem['status'])} is sent as ${String(statusCode)}.`);
  } catch {
    findings.push(`${type} is no JSON once its variables are filled in.`);
  }
  return findings;
}

function pathFindings(root: Node, path: string, item: Node): string[] {
  const segments = path.split('/').slice(1);
  return [
    ...(path === '/ping' || path === '/sping' ? [`API Gateway keeps ${path} for itself.`] : []),
    ...segments
      .filter((segment) => !/^(\{[A-Za-z0-9]+\}|[A-Za-z0-9\-._,:]+)$/.test(segment))
      .map((segment) => `${path}: "${segment}" is no path segment that API Gateway takes.`),
    ...(item['options'] === undefined ? [`${path} has no OPTIONS method for CORS.`] : []),
    ...Object.entries(item).flatMap(([method, operation]) =>
      operationFindings(root, `${method.toUpperCase()} ${path}`, method, node(operation)),
    ),
  ];
}

function operationFindings(root: Node, name: string, method: string, operation: Node): string[] {
  const integration = node(operation['x-amazon-apigateway-integration']);
  const parameters = list(operation['parameters']).map(node);
  const validators = Object.keys(node(root['x-amazon-apigateway-request-validators']));
  const validator = operation['x-amazon-apigateway-request-validator'];
  return [
    ...(operation['security'] === undefined ? [`${name} states no security, which makes it open.`] : []),
    ...list(operation['security']).flatMap((requirement) => securityFindings(root, name, node(requirement))),
    ...(integration['type'] === undefined ? [`${name} has no integration.`] : []),
    ...(integration['type'] === 'aws_proxy' && integration['httpMethod'] !== 'POST'
      ? [`${name}: a function is invoked by POST.`]
      : []),
    ...(Number(integration['timeoutInMillis'] ?? 0) > 29_000
      ? [`${name}: an integration is given up after 29 s.`]
      : []),
    ...(validator === undefined || validators.includes(String(validator))
      ? []
      : [`${name}: no validator ${String(validator)}.`]),
    ...(method !== 'options' && validator === undefined ? [`${name} has no request validator.`] : []),
    ...(integration['cacheKeyParameters'] === undefined
      ? []
      : [
          `${name} is cached: the cache keeps what a function refused, and leaves undeclared parameters out of its key.`,
        ]),
    ...parameters.flatMap((parameter) => parameterFindings(name, parameter)),
    ...('deprecated' in operation ? [`${name}: deprecated is dropped.`] : []),
    ...bodyFindings(root, name, operation),
    ...Object.entries(node(operation['responses'])).flatMap(([status, response]) =>
      responseFindings(root, `${name} ${status}`, node(response)),
    ),
  ];
}

function securityFindings(root: Node, name: string, requirement: Node): string[] {
  const schemes = node(node(root['components'])['securitySchemes']);
  return Object.entries(requirement).flatMap(([scheme, scopes]) => {
    const definition = schemes[scheme];
    if (definition === undefined) return [`${name} asks for ${scheme}, which is not defined.`];
    const isAuthorizer = 'x-amazon-apigateway-authorizer' in node(definition);
    return isAuthorizer && list(scopes).length === 0 ? [`${name} lists no scope: an id token would do.`] : [];
  });
}

function parameterFindings(name: string, parameter: Node): string[] {
  if ('$ref' in parameter) return [`${name}: a parameter is written out, not referred to.`];
  const label = `${name}, parameter ${String(parameter['name'])}`;
  const known = ['name', 'in', 'required', 'schema', 'description'];
  return [
    ...Object.keys(parameter)
      .filter((key) => !known.includes(key))
      .map((key) => `${label}: ${key} does not count.`),
    ...Object.keys(node(parameter['schema']))
      .filter((key) => key !== 'type')
      .map((key) => `${label}: ${key} is not checked.`),
    ...(parameter['name'] === 'If-Match' && parameter['required'] === true
      ? [`${label} is required, so the gateway would say 400 where the function says 428.`]
      : []),
  ];
}

function bodyFindings(root: Node, name: string, { requestBody }: Node): string[] {
  if (requestBody === undefined) return [];
  if ('$ref' in node(requestBody)) return [`${name}: a body is written out, not referred to.`];
  return Object.values(node(node(requestBody)['content'])).flatMap((media) =>
    schemaFindings(root, node(media)['schema'], `${name} body`),
  );
}

function responseFindings(root: Node, name: string, response: Node): string[] {
  if ('$ref' in response) return [`${name}: a response is written out, not referred to.`];
  return [
    ...Object.entries(node(response['headers'])).flatMap(([header, definition]) =>
      '$ref' in node(definition)
        ? [`${name}, header ${header}: a header is written out, not referred to.`]
        : [],
    ),
    ...Object.values(node(response['content'])).flatMap((media) => {
      const schema = node(node(media)['schema']);
      const isModel = '$ref' in schema || schema['type'] === 'object';
      return [
        ...(isModel ? [] : [`${name}: a response is an object model.`]),
        ...schemaFindings(root, schema, name),
      ];
    }),
  ];
}

function schemaFindings(root: Node, value: unknown, name: string): string[] {
  const schema = node(value);
  if ('$ref' in schema) {
    const target = String(schema['$ref']).replace('#/components/schemas/', '');
    return target in node(node(root['components'])['schemas']) ? [] : [`${name}: ${target} is no model.`];
  }
  return [
    ...Object.keys(schema)
      .filter((keyword) => !schemaKeywords.has(keyword))
      .map((keyword) => `${name}: ${keyword} is not supported.`),
    ...(schema['type'] === undefined ? [`${name} has no type.`] : []),
    ...(Array.isArray(schema['required']) && schema['required'].length === 0
      ? [`${name}: required is empty.`]
      : []),
    ...(list(schema['enum']).includes(null) ? [`${name}: null in an enum.`] : []),
    ...Object.entries(node(schema['properties'])).flatMap(([key, property]) =>
      schemaFindings(root, property, `${name}.${key}`),
    ),
    ...(schema['items'] === undefined ? [] : schemaFindings(root, schema['items'], `${name}[]`)),
  ];
}

/** Terraform's `templatefile` reads `${` and `%{`; anything but our placeholders would be taken for its own language. */
function placeholderFindings(root: Node): string[] {
  const text = JSON.stringify(root);
  const found = text.match(/[$%]\{[^}]*\}?/g) ?? [];
  return [...new Set(found)]
    .filter((placeholder) => !/^\$\{(user_pool_arn|invoke_arn_[a-z0-9_]+)\}$/.test(placeholder))
    .map((placeholder) => `${placeholder} would be read by Terraform.`);
}

function node(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
