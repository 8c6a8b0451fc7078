/** Which operations the generators, API Gateway and the SDK can carry; what they cannot is refused at its place. */
import { reservedParameterNames } from './names.ts';
import {
  asList,
  asNode,
  componentPath,
  follow,
  isNode,
  isText,
  referenceMistakes,
  type Mistake,
  type Node,
  type Path,
} from './node.ts';
import { schemaMistakes } from './supported-schemas.ts';

type Say = (message: string, ...below: Path) => Mistake;

const methods = ['get', 'post', 'put', 'patch', 'delete'];
/** Headers that the SDK's methods have an option for. */
const headersWithOption = ['if-match', 'idempotency-key'];

export function pathMistakes(root: Node): Mistake[] {
  return Object.entries(asNode(root['paths'])).flatMap(([path, value]) => {
    const at = ['paths', path];
    const item = asNode(value);
    const segments = path.split('/').slice(1);
    return [
      ...(isNode(value)
        ? []
        : [{ at, message: `the path ${path} is empty; give it a method or remove it.` }]),
      ...(path.startsWith('/') ? [] : [{ at, message: `the path ${path} must begin with a slash.` }]),
      ...segments
        .filter((segment) => !/^(\{[A-Za-z][A-Za-z0-9]*\}|[A-Za-z0-9\-._,:]+)$/.test(segment))
        .map((segment) => ({
          at,
          message: `"${segment}" is no path segment that API Gateway takes; use letters, digits and - . _ , : or {camelCase} alone.`,
        })),
      ...Object.keys(item)
        .filter((key) => !methods.includes(key) && key !== 'parameters')
        .map((key) => ({
          at: [...at, key],
          message: `${key} of a path is not supported; use ${methods.join(', ')} or parameters (OPTIONS is generated for CORS).`,
        })),
      ...asList(item['parameters']).flatMap((parameter, index) =>
        parameterMistakes(root, parameter, [...at, 'parameters', index]),
      ),
      ...methods.flatMap((method) =>
        item[method] === undefined ? [] : operationMistakes(root, path, method, item),
      ),
    ];
  });
}

function operationMistakes(root: Node, path: string, method: string, item: Node): Mistake[] {
  const operation = asNode(item[method]);
  const id = operation['operationId'];
  const name = isText(id) ? id : `${method.toUpperCase()} ${path}`;
  const say: Say = (message, ...below) => ({
    at: ['paths', path, method, ...below],
    message: `${name}: ${message}`,
  });
  const at = ['paths', path, method];
  const parameters = [...asList(item['parameters']), ...asList(operation['parameters'])].map((parameter) =>
    asNode(follow(root, parameter)),
  );
  return [
    ...identityMistakes(root, operation, say),
    ...securityMistakes(root, operation, say),
    ...memberMistakes(operation, say),
    ...repeatedParameters(root, operation, say),
    ...asList(operation['parameters']).flatMap((parameter, index) =>
      parameterMistakes(root, parameter, [...at, 'parameters', index]),
    ),
    ...pathParameterMistakes(path, parameters, say),
    ...bodyMistakes(root, method, operation, parameters, say),
    ...responsesMistakes(root, operation, parameters, say),
    ...['callbacks', 'servers']
      .filter((key) => key in operation)
      .map((key) => say(`${key} of an operation are not supported; remove them.`, key)),
  ];
}

/** A list that is written as something else would be read as an empty one. */
function memberMistakes(operation: Node, say: Say): Mistake[] {
  return [
    ...['tags', 'parameters', 'x-northwind-groups']
      .filter((key) => operation[key] !== undefined && !Array.isArray(operation[key]))
      .map((key) => say(`${key} must be a list; write it in [ ], or with a dash before each.`, key)),
    ...['requestBody', 'responses']
      .filter((key) => key in operation && !isNode(operation[key]))
      .map((key) => say(`${key} is empty or no object; write what it holds below it, indented.`, key)),
  ];
}

function identityMistakes(root: Node, operation: Node, say: Say): Mistake[] {
  const id = operation['operationId'];
  const tags = asList(operation['tags']);
  const declared = asList(root['tags']).map((tag) => asNode(tag)['name']);
  return [
    ...(isText(id)
      ? /^[a-z][A-Za-z0-9]*$/.test(id)
        ? []
        : [
            say(
              `operationId "${id}" must be camelCase: it names the SDK's method and the handler.`,
              'operationId',
            ),
          ]
      : [say('has no operationId; give it one, like listInvoices: verb, then the noun of its tag.')]),
    ...['summary', 'description']
      .filter((key) => !isText(operation[key]))
      .map((key) => say(`has no ${key}; the SDK's documentation is made of it.`)),
    ...(tags.length === 1
      ? declared.includes(tags[0])
        ? []
        : [
            say(
              `its tag "${String(tags[0])}" is not declared; add it to tags with its x-northwind-function.`,
              'tags',
            ),
          ]
      : [
          say(
            `has ${tags.length === 0 ? 'no tags' : 'several tags'}; name exactly one, it says which function answers.`,
          ),
        ]),
  ];
}

function securityMistakes(root: Node, { security }: Node, say: Say): Mistake[] {
  if (!Array.isArray(security))
    return [say('states no security; say who may call, or `security: []` for an open operation.')];
  const { oauth2 } = asNode(asNode(root['components'])['securitySchemes']);
  const { scopes } = asNode(asNode(asNode(oauth2)['flows'])['clientCredentials']);
  return security.flatMap((requirement, index) => [
    ...Object.keys(asNode(requirement))
      .filter((scheme) => scheme !== 'oauth2' && scheme !== 'apiKey')
      .map((scheme) =>
        say(`asks for the scheme ${scheme}; only oauth2 with apiKey is supported.`, 'security', index),
      ),
    ...asList(asNode(requirement)['oauth2'])
      .filter((scope) => isNode(scopes) && !(String(scope) in scopes))
      .map((scope) =>
        say(
          `asks for the scope ${String(scope)}, which securitySchemes does not declare; correct it or add it there.`,
          'security',
          index,
        ),
      ),
  ]);
}

/** One name twice in one place: which of the two counts is anybody's guess. */
function repeatedParameters(root: Node, operation: Node, say: Say): Mistake[] {
  const seen = new Set<string>();
  return asList(operation['parameters']).flatMap((value, index) => {
    const { in: location, name } = asNode(follow(root, value));
    const key = `${String(location)} parameter "${String(name)}"`;
    const isRepeated = isText(name) && seen.has(key);
    seen.add(key);
    return isRepeated ? [say(`has the ${key} twice; leave one.`, 'parameters', index)] : [];
  });
}

function parameterMistakes(root: Node, value: unknown, at: Path): Mistake[] {
  if (isNode(value) && '$ref' in value) {
    const wrong = referenceMistakes(root, value, at);
    return wrong.length > 0
      ? wrong
      : parameterMistakes(root, follow(root, value), componentPath(value['$ref']));
  }
  const parameter = asNode(value);
  const { name, in: location, schema } = parameter;
  if (!isText(name))
    return [
      {
        at,
        message:
          'a parameter has no name; write name, in and schema, or a $ref to one of #/components/parameters.',
      },
    ];
  const label = `the ${isText(location) ? `${location} ` : ''}parameter "${name}"`;
  const say = (message: string): Mistake => ({ at, message: `${label} ${message}` });
  if (!['path', 'query', 'header'].includes(String(location)))
    return [say('is not supported; say in: path, query or header.')];
  if (schema === undefined)
    return [
      say(
        `has no schema${'content' in parameter ? '; content is not supported, use a schema' : '; give it one'}.`,
      ),
    ];
  const { type } = asNode(follow(root, schema));
  return [
    ...schemaMistakes(root, schema, [...at, 'schema']),
    ...(type === 'array' || type === 'object'
      ? [say(`is of type ${type}; API Gateway passes one string, so use a scalar.`)]
      : []),
    ...(location === 'path' && !/^[A-Za-z][A-Za-z0-9]*$/.test(name)
      ? [say('must be letters and digits: it names an argument of the SDK.')]
      : []),
    ...(location === 'path' && reservedParameterNames.has(name)
      ? [say('has a name that the generated method uses itself; call it something else, like fileId.')]
      : []),
    ...(location === 'path' && parameter['required'] !== true ? [say('must say required: true.')] : []),
    ...(location === 'query' && !/^[A-Za-z0-9._$-]+$/.test(name)
      ? [say('has characters that API Gateway cannot map; use letters, digits and . _ $ -')]
      : []),
    ...(location === 'header' && ['accept', 'authorization', 'content-type'].includes(name.toLowerCase())
      ? [say('is ignored by OpenAPI; security and content say it.')]
      : []),
    ...(location === 'header' &&
    parameter['required'] === true &&
    !headersWithOption.includes(name.toLowerCase())
      ? [say('is required, and no SDK method has an option for it; make it optional or a query parameter.')]
      : []),
  ];
}

function pathParameterMistakes(path: string, parameters: readonly Node[], say: Say): Mistake[] {
  const used = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name);
  const declared = parameters
    .filter(({ in: location }) => location === 'path')
    .map(({ name }) => String(name));
  return [
    ...used
      .filter((name) => !declared.includes(name))
      .map((name) => say(`the path has {${name}} and no parameter of that name; declare it with in: path.`)),
    ...declared
      .filter((name) => !used.includes(name))
      .map((name) => say(`declares the path parameter "${name}", which the path does not have.`)),
  ];
}

function bodyMistakes(
  root: Node,
  method: string,
  operation: Node,
  parameters: readonly Node[],
  say: Say,
): Mistake[] {
  const body = operation['requestBody'];
  if (body === undefined) return [];
  if (isNode(body) && '$ref' in body && follow(root, body) === undefined)
    return referenceMistakes(root, body, say('', 'requestBody').at);
  const { content, required } = asNode(follow(root, body));
  const media = Object.keys(asNode(content));
  const schema = asNode(asNode(content)['application/json'])['schema'];
  if (media.join() !== 'application/json' || schema === undefined) {
    return [
      say(
        `its body is ${media.join(', ') || 'without content'}; a body is application/json, with a schema and no parameters after the media type.`,
        'requestBody',
      ),
    ];
  }
  const resolved = asNode(follow(root, schema));
  return [
    ...(method === 'get'
      ? [say('GET with a body is not supported; use query parameters.', 'requestBody')]
      : []),
    ...(required === true
      ? []
      : [say('its body must say required: true: API Gateway and the handler ask for it.', 'requestBody')]),
    ...(follow(root, schema) === undefined || resolved['type'] === 'object' || resolved['allOf'] !== undefined
      ? []
      : [say('its body must be one object; put lists and strings into a property.', 'requestBody')]),
    ...(parameters.some(({ in: location }) => location === 'query')
      ? [say('has a body and query parameters; move the parameters into the body.', 'requestBody')]
      : []),
    ...schemaMistakes(root, schema, say('', 'requestBody', 'content', 'application/json', 'schema').at),
  ];
}

function responsesMistakes(root: Node, operation: Node, parameters: readonly Node[], say: Say): Mistake[] {
  const responses = Object.entries(asNode(operation['responses']));
  const isPaged = parameters.some(({ in: location, name }) => location === 'query' && name === 'cursor');
  return [
    ...(responses.some(([status]) => /^2\d\d$/.test(status))
      ? []
      : [say('documents no success; add a 200, 201, 202 or 204.')]),
    ...responses.flatMap(([status, value]) => responseMistakes(root, status, value, isPaged, say)),
  ];
}

function responseMistakes(root: Node, status: string, value: unknown, isPaged: boolean, say: Say): Mistake[] {
  const here = ['responses', status] as const;
  if (!/^[1-5]\d\d$/.test(status))
    return [say(`documents the response "${status}"; write each status as a number of its own.`, ...here)];
  const response = follow(root, value);
  if (!isNode(response))
    return isNode(value) && '$ref' in value
      ? referenceMistakes(root, value, say('', ...here).at)
      : [say(`its ${status} is empty; give it a description.`, ...here)];
  const isSuccess = status.startsWith('2');
  const expected = isSuccess ? 'application/json' : 'application/problem+json';
  const content = asNode(response['content']);
  const media = Object.keys(content);
  const schema = asNode(content[expected])['schema'];
  const resolved = asNode(follow(root, schema));
  const page = asNode(resolved['properties']);
  return [
    ...(isText(response['description'])
      ? []
      : [say(`its ${status} has no description; say what is answered.`, ...here)]),
    ...('links' in response
      ? [say(`its ${status} has links, which are not supported; remove them.`, ...here)]
      : []),
    ...(media.every((type) => type === expected)
      ? []
      : [
          say(
            `its ${status} is ${media.join(', ')}; it must be ${expected} alone. Answer other formats by a link to a file.`,
            ...here,
          ),
        ]),
    ...(media.includes(expected) && schema === undefined
      ? [say(`its ${status} has content without a schema; give it one, or leave content out.`, ...here)]
      : []),
    ...(schema === undefined
      ? []
      : schemaMistakes(root, schema, say('', ...here, 'content', expected, 'schema').at)),
    ...(follow(root, schema) === undefined || resolved['type'] === 'object' || resolved['allOf'] !== undefined
      ? []
      : [
          say(
            `its ${status} must be one object, so that it can grow; put lists and strings into a property.`,
            ...here,
          ),
        ]),
    ...(isSuccess && isPaged && asNode(follow(root, page['data']))['items'] === undefined
      ? [say(`takes a cursor, so its ${status} must be { data: […], nextCursor }.`, ...here)]
      : []),
    ...Object.entries(asNode(response['headers'])).flatMap(([name, header]) =>
      isNode(follow(root, header)) && asNode(follow(root, header))['schema'] !== undefined
        ? []
        : [say(`its ${status} has the header ${name} without a schema; give it one.`, ...here)],
    ),
  ];
}
