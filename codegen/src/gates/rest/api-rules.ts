/** What every operation of the contract must be, as pure functions from the document to findings. */
import { isSafePattern } from 'redos-detector';
import {
  isReference,
  referenceName,
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import type { ApiKeyUse, Operation } from '../../contract/openapi/operations.ts';

export interface Finding {
  message: string;
  /** Path into the document, for the line number. */
  at: string[];
}

export type ApiRule = (document: OpenApiDocument, operations: Operation[]) => Finding[];

const unsafeMethods = new Set(['post', 'put', 'patch', 'delete']);

function perOperation(
  check: (operation: Operation, document: OpenApiDocument) => (string | false | undefined)[],
): ApiRule {
  return (document, operations) =>
    operations.flatMap((operation) =>
      check(operation, document).flatMap((message) =>
        message
          ? [
              {
                message: `${operation.operationId}: ${message}`,
                at: ['paths', operation.path, operation.method],
              },
            ]
          : [],
      ),
    );
}

function statuses(operation: Operation): Set<number> {
  return new Set(operation.responses.map(([status]) => status));
}

function missing(operation: Operation, wanted: number[]): string[] {
  const documented = statuses(operation);
  return wanted
    .filter((status) => !documented.has(status))
    .map((status) => `documents no ${status} response.`);
}

/** Keys exist for partners only: who else may call must not be asked for one, and a partner always is. */
function apiKeyMistakes({ apiKey, groups, object, open }: Operation): (string | false)[] {
  const wanted: ApiKeyUse = !groups.includes('partner')
    ? 'none'
    : groups.length === 1
      ? 'required'
      : 'of-partners';
  const scopes = object.security.map((requirement) => JSON.stringify(requirement['oauth2']));
  return [
    !open &&
      apiKey !== wanted &&
      {
        required: 'asks for no API key beside the token, which partners have.',
        'of-partners': 'needs two alternatives: partners send an API key beside the token, people have none.',
        none: 'asks for an API key, which only partners have; none of them may call.',
      }[wanted],
    new Set(scopes).size > 1 && 'has alternatives with other scopes; they may differ in the API key alone.',
  ];
}

/** Visits a schema and everything below it, references followed once each. */
function visitSchema(
  document: OpenApiDocument,
  node: SchemaObject | ReferenceObject,
  visit: (schema: SchemaObject) => void,
  seen: Set<string> = new Set<string>(),
): void {
  if (isReference(node)) {
    const name = referenceName(node);
    if (seen.has(name)) return;
    seen.add(name);
  }
  const schema = resolve<SchemaObject>(document, node);
  visit(schema);
  const below = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.allOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
  ];
  for (const child of below) visitSchema(document, child, visit, seen);
}

/** What a caller could make as large as the whole body: a validator looks at limits first, so there have to be some. */
function unboundedParts(node: SchemaObject): string[] {
  const endless = node.pattern === undefined || /(?<!\\)[*+]|\{\d+,\}/.test(node.pattern);
  const bounded =
    !endless || node.maxLength !== undefined || node.enum !== undefined || /^date/.test(node.format ?? '');
  const findings: string[] = [];
  if (node.type === 'array' && node.maxItems === undefined) findings.push('takes a list without maxItems.');
  if (node.uniqueItems) findings.push('asks for uniqueItems, which compares every item with every other.');
  if (typeof node.additionalProperties === 'object' && node.maxProperties === undefined)
    findings.push('takes a map without maxProperties.');
  if (node.type === 'string' && !bounded)
    findings.push('takes a string without maxLength, enum or a pattern of limited length.');
  if (node.pattern !== undefined && !isSafePattern(node.pattern, { unicode: true }).safe)
    findings.push(`matches ${node.pattern}, which can take exponential time.`);
  return findings;
}

export const apiRules: Record<string, ApiRule> = {
  /** AWS: "Amazon API Gateway important notes for REST APIs": path segments, and `/ping` and `/sping` are taken. */
  'gateway-path': perOperation(({ path }) => [
    (path === '/ping' || path === '/sping') && `API Gateway keeps ${path} for itself.`,
    ...path
      .split('/')
      .slice(1)
      .map(
        (segment) =>
          !/^(\{[A-Za-z0-9]+\}|[A-Za-z0-9-._,:]+)$/.test(segment) &&
          `"${segment}" is no path segment that API Gateway takes.`,
      ),
  ]),

  'operation-prose': perOperation(({ object }) => [
    !object.summary && 'has no summary.',
    !(object.description?.trim().length > 40) && 'needs a description that tells a partner what happens.',
    object.deprecated &&
      !object['x-northwind-replaced-by'] &&
      'is deprecated and names no x-northwind-replaced-by.',
    object.tags.length !== 1 && 'needs exactly one tag: it names the function that answers.',
  ]),

  'operation-function': (document, operations) => [
    ...document.tags.flatMap((tag, index) =>
      /^[a-z]+(-[a-z]+)*$/.test(tag['x-northwind-function'] ?? '')
        ? []
        : [{ message: `Tag ${tag.name} names no x-northwind-function.`, at: ['tags', String(index)] }],
    ),
    ...document.tags.flatMap((tag, index) =>
      operations.some((operation) => operation.tag.name === tag.name)
        ? []
        : [{ message: `Tag ${tag.name} has no operation.`, at: ['tags', String(index)] }],
    ),
  ],

  'operation-security': perOperation((operation) => {
    const { object, scopes, groups, open } = operation;
    return [
      object.security === undefined && 'states no security; an open operation says `security: []`.',
      !open && scopes.length === 0 && 'asks for no scope.',
      ...apiKeyMistakes(operation),
      !open && groups.length === 0 && 'names no x-northwind-groups.',
      open && groups.length > 0 && 'is open and yet names groups.',
      ...groups.map(
        (group) =>
          !['partner', 'manager', 'admin', 'courier'].includes(group) && `names the unknown group ${group}.`,
      ),
    ];
  }),

  'idempotency-key': perOperation((operation) => [
    unsafeMethods.has(operation.method) && !operation.idempotent && 'is unsafe and takes no Idempotency-Key.',
    !unsafeMethods.has(operation.method) && operation.idempotent && 'is safe and needs no Idempotency-Key.',
    ...(operation.idempotent ? missing(operation, [409, 422]) : []),
    ...(operation.idempotent
      ? operation.responses.map(
          ([status, response]) =>
            status < 300 &&
            !response.headers?.['Idempotency-Replayed'] &&
            `its ${status} does not document Idempotency-Replayed.`,
        )
      : []),
  ]),

  'optimistic-locking': perOperation((operation) => [
    (operation.method === 'patch' || operation.method === 'put') &&
      !operation.conditional &&
      'changes a resource without If-Match.',
    ...(operation.conditional ? missing(operation, [412]) : []),
    ...(operation.parameters.some(({ name, required }) => name === 'If-Match' && required)
      ? missing(operation, [428])
      : []),
  ]),

  'error-responses': perOperation((operation) => [
    ...missing(operation, [400, 429, 500, 503, 504]),
    ...(operation.open ? [] : missing(operation, [401, 403])),
    ...(operation.path.includes('{') ? missing(operation, [404]) : []),
    ...(operation.requestBody ? missing(operation, [413, 415]) : []),
    ...operation.responses.map(
      ([status, response]) =>
        status >= 400 &&
        !response.content?.['application/problem+json'] &&
        `its ${status} is no application/problem+json.`,
    ),
    ...operation.responses.map(
      ([status, response]) =>
        !response.headers?.['X-Request-Id'] && `its ${status} does not document X-Request-Id.`,
    ),
    ...operation.responses.map(
      ([status, response]) =>
        status === 429 && !response.headers?.['Retry-After'] && 'its 429 does not document Retry-After.',
    ),
  ]),

  examples: perOperation((operation) => [
    ...Object.values(operation.requestBody?.content ?? {}).map(
      ({ example, examples }) =>
        example === undefined && examples === undefined && 'has no example of a request.',
    ),
    ...operation.responses.flatMap(([status, response]) =>
      Object.values(response.content ?? {}).map(
        ({ example, examples }) =>
          example === undefined && examples === undefined && `has no example of a ${status}.`,
      ),
    ),
  ]),

  pagination: perOperation((operation, document) => {
    const isList = operation.method === 'get' && operation.operationId.startsWith('list');
    const names = operation.parameters
      .filter(({ in: location }) => location === 'query')
      .map(({ name }) => name);
    const content = operation.responses.find(([status]) => status === 200)?.[1].content?.['application/json'];
    const page = content && resolve<SchemaObject>(document, content.schema);
    const answersPage =
      page?.properties?.['data'] !== undefined && page.properties['nextCursor'] !== undefined;
    return [
      isList &&
        !(names.includes('limit') && names.includes('cursor')) &&
        'is a list without limit and cursor.',
      isList && !answersPage && 'is a list and does not answer { data, nextCursor }.',
      !isList && operation.paginated && 'takes a cursor and is not named list….',
    ];
  }),

  /** The gateway drops `nullable` silently, so its own validator would refuse the null that the contract allows. */
  'request-schema': perOperation((operation, document) =>
    Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) => {
      const findings: string[] = [];
      visitSchema(document, schema, (node) => {
        if (node.nullable) findings.push('takes null in its body, which API Gateway would refuse.');
        if (node.type === 'object' && node.properties && node.additionalProperties !== false) {
          findings.push('takes unknown properties in its body; say additionalProperties: false.');
        }
        findings.push(...unboundedParts(node));
      });
      return findings;
    }),
  ),

  /** API Gateway has no composed schemas; codegen can flatten `allOf`, and nothing can flatten the others. */
  'schema-composition': (document) =>
    Object.entries(document.components.schemas).flatMap(([name, schema]) => {
      const findings: Finding[] = [];
      if (!/^[A-Za-z0-9]+$/.test(name)) {
        findings.push({
          message: `Schema ${name}: model names are alphanumeric.`,
          at: ['components', 'schemas', name],
        });
      }
      visitSchema(document, schema, (node) => {
        for (const keyword of ['oneOf', 'anyOf', 'not', 'discriminator']) {
          if (keyword in node) {
            findings.push({
              message: `Schema ${name} uses ${keyword}.`,
              at: ['components', 'schemas', name],
            });
          }
        }
      });
      return findings;
    }),

  'problem-catalogue': (document) => {
    const schema = resolve<SchemaObject>(document, document.components.schemas['ProblemCode'] ?? {});
    const codes = (schema.enum ?? []).map(String);
    const catalogue = schema['x-northwind-problems'] ?? {};
    const at = ['components', 'schemas', 'ProblemCode'];
    return [
      ...codes
        .filter((code) => !(code in catalogue))
        .map((code) => ({
          message: `ProblemCode ${code} has no status and title in x-northwind-problems.`,
          at,
        })),
      ...Object.entries(catalogue).flatMap(([code, description]) =>
        (['status', 'title', 'cause', 'remedy'] as const)
          .filter((part) => !description[part])
          .map((part) => ({ message: `x-northwind-problems: ${code} has no ${part}.`, at })),
      ),
      ...Object.keys(catalogue)
        .filter((code) => !codes.includes(code))
        .map((code) => ({ message: `x-northwind-problems describes ${code}, which is no ProblemCode.`, at })),
    ];
  },
};
