/**
 * Which changes of the REST contract break a program that was written against the released one: calls over HTTP and programs that
 * compile against the SDK. Rules of our own: general libraries overlook what this contract promises (closed bodies, formats of
 * responses, names of the SDK's types, problem statuses) and the table beside this file judges.
 */
import {
  httpMethods,
  resolve,
  type OpenApiDocument,
  type OperationObject,
  type PathItemObject,
  type RequestBodyObject,
  type ResponseObject,
  type HeaderObject,
  type SchemaObject,
  type ParameterObject,
} from '../../contract/openapi/document.ts';
import { operationParameters } from '../../contract/openapi/operations.ts';
import { became, schemaDifferences, type Difference, type Versions } from './schema-changes.ts';

export interface BreakingChange {
  /** The operation by its released name, or the part of the document outside the operations. */
  where: string;
  /** Path below the operation, with slashes. */
  path: string;
  what: string;
}

export function breakingChanges(released: OpenApiDocument, current: OpenApiDocument): BreakingChange[] {
  const versions = { released, current };
  return [
    ...outsideChanges(versions),
    ...Object.keys(released.paths).flatMap((path) => pathChanges(versions, path)),
  ];
}

/** Who may call now and could not: nobody's program breaks, and a reviewer must see it. */
export function accessChanges(released: OpenApiDocument, current: OpenApiDocument): BreakingChange[] {
  return operationsOf(released).flatMap(({ path, method, operation }) => {
    const own = current.paths[path]?.[method];
    if (own === undefined) return [];
    const before = operation['x-northwind-groups'] ?? [];
    const more = (own['x-northwind-groups'] ?? []).filter((group) => !before.includes(group));
    const opened = operation.security.length > 0 && own.security.length === 0;
    return [
      ...more.map((group) => ({
        where: operation.operationId,
        path: 'x-northwind-groups',
        what: `members of ${group} may call it now`,
      })),
      ...(opened
        ? [{ where: operation.operationId, path: 'security', what: 'anybody may call it now' }]
        : []),
    ];
  });
}

function operationsOf({ paths }: OpenApiDocument) {
  return Object.entries(paths).flatMap(([path, item]) =>
    httpMethods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );
}

function pathChanges(versions: Versions, path: string): BreakingChange[] {
  const before = versions.released.paths[path] ?? {};
  const after = versions.current.paths[path] ?? {};
  return httpMethods.flatMap((method): BreakingChange[] => {
    const operation = before[method];
    if (operation === undefined) return [];
    const own = after[method];
    const differences =
      own === undefined
        ? [{ path: '', what: 'was removed' }]
        : operationDifferences(versions, [operation, before], [own, after]);
    return differences.map((difference) => ({ where: operation.operationId, ...difference }));
  });
}

type Located = [operation: OperationObject, item: PathItemObject];

function operationDifferences(versions: Versions, before: Located, after: Located): Difference[] {
  const [released] = before;
  const [current] = after;
  return [
    // Both name the method of the SDK.
    ...changed('operationId', released.operationId, current.operationId),
    ...changed('tags', released.tags, current.tags),
    ...securityDifferences(released, current),
    ...parameterDifferences(versions, before, after),
    ...bodyDifferences(versions, released, current),
    ...responsesDifferences(versions, released, current),
  ];
}

function changed(path: string, before: unknown, after: unknown): Difference[] {
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, what: became(before, after) }];
}

function securityDifferences(released: OperationObject, current: OperationObject): Difference[] {
  const groups = current['x-northwind-groups'] ?? [];
  const shutOut = (released['x-northwind-groups'] ?? []).filter((group) => !groups.includes(group));
  const isOpen = current.security.length === 0;
  return [
    ...(isOpen
      ? []
      : shutOut.map((group) => ({ path: 'x-northwind-groups', what: `${group} may not call it any more` }))),
    ...(isOpen || current.security.some((requirement) => isMetBy(requirement, released.security))
      ? []
      : [{ path: 'security', what: became(released.security, current.security) }]),
  ];
}

/** Whether a caller that met one of the released requirements meets this one. */
function isMetBy(requirement: Record<string, string[]>, released: Record<string, string[]>[]): boolean {
  return released.some((before) =>
    Object.entries(requirement).every(
      ([scheme, scopes]) => scopes.every((scope) => before[scheme]?.includes(scope)) && scheme in before,
    ),
  );
}

function parameterDifferences(
  versions: Versions,
  [released, releasedItem]: Located,
  [current, currentItem]: Located,
): Difference[] {
  const byPlace = (parameters: ParameterObject[]) =>
    new Map(parameters.map((parameter) => [`${parameter.in}/${parameter.name}`, parameter]));
  const before = byPlace(
    operationParameters(versions.released, releasedItem.parameters, released.parameters),
  );
  const after = byPlace(operationParameters(versions.current, currentItem.parameters, current.parameters));
  return [
    ...[...before].flatMap(([place, parameter]): Difference[] => {
      const own = after.get(place);
      if (own === undefined) return [{ path: `parameters/${place}`, what: 'was removed' }];
      return [
        ...(own.required && !parameter.required
          ? [{ path: `parameters/${place}`, what: 'is required now' }]
          : []),
        ...schemaDifferences(versions, parameter.schema, own.schema, 'sends', `parameters/${place}`),
      ];
    }),
    ...[...after]
      .filter(([place, { required }]) => required && !before.has(place))
      .map(([place]) => ({ path: `parameters/${place}`, what: 'is new and required' })),
  ];
}

function bodyDifferences(
  versions: Versions,
  released: OperationObject,
  current: OperationObject,
): Difference[] {
  const before = released.requestBody && resolve<RequestBodyObject>(versions.released, released.requestBody);
  const after = current.requestBody && resolve<RequestBodyObject>(versions.current, current.requestBody);
  // Also an optional one: the SDK's method takes it before its options.
  if (before === undefined) return after === undefined ? [] : [{ path: 'requestBody', what: 'is new' }];
  if (after === undefined) return [{ path: 'requestBody', what: 'was removed' }];
  return [
    ...(after.required && !before.required ? [{ path: 'requestBody', what: 'is required now' }] : []),
    ...Object.entries(before.content).flatMap(([type, { schema }]) => {
      const own = after.content[type];
      const path = `requestBody/${type}`;
      return own === undefined
        ? [{ path, what: 'is not accepted any more' }]
        : schemaDifferences(versions, schema, own.schema, 'sends', path);
    }),
  ];
}

function responsesDifferences(
  versions: Versions,
  released: OperationObject,
  current: OperationObject,
): Difference[] {
  return [
    ...Object.entries(released.responses).flatMap(([status, response]) => {
      const own = current.responses[status];
      const path = `responses/${status}`;
      if (own === undefined) return [{ path, what: 'was removed' }];
      const before = resolve<ResponseObject>(versions.released, response);
      return responseDifferences(versions, before, resolve<ResponseObject>(versions.current, own), path);
    }),
    // A program handles the successes it knows.
    ...Object.keys(current.responses)
      .filter((status) => status.startsWith('2') && !(status in released.responses))
      .map((status) => ({ path: `responses/${status}`, what: 'is a new success' })),
  ];
}

function responseDifferences(
  versions: Versions,
  before: ResponseObject,
  after: ResponseObject,
  path: string,
): Difference[] {
  return [
    ...Object.entries(before.content ?? {}).flatMap(([type, { schema }]) => {
      const own = after.content?.[type];
      return own === undefined
        ? [{ path: `${path}/${type}`, what: 'was removed' }]
        : schemaDifferences(versions, schema, own.schema, 'reads', `${path}/${type}`);
    }),
    ...Object.entries(before.headers ?? {}).flatMap(([name, header]): Difference[] => {
      const own = after.headers?.[name];
      const place = `${path}/headers/${name}`;
      if (own === undefined) return [{ path: place, what: 'was removed' }];
      const left = resolve<HeaderObject>(versions.released, header);
      const right = resolve<HeaderObject>(versions.current, own);
      return [
        ...(left.required && !right.required ? [{ path: place, what: 'may be absent now' }] : []),
        ...schemaDifferences(versions, left.schema, right.schema, 'reads', place),
      ];
    }),
  ];
}

function outsideChanges(versions: Versions): BreakingChange[] {
  const { released, current } = versions;
  const schemas = Object.keys(released.components.schemas).filter(
    (name) => !(name in current.components.schemas),
  );
  return [
    ...released.servers.flatMap((server) => serverChanges(server, current)),
    ...(current['x-northwind-max-body-bytes'] < released['x-northwind-max-body-bytes']
      ? [
          {
            where: 'x-northwind-max-body-bytes',
            path: '',
            what: became(released['x-northwind-max-body-bytes'], current['x-northwind-max-body-bytes']),
          },
        ]
      : []),
    ...changed(
      '',
      // Of a contract that had none: nobody reads it there.
      released['x-northwind-graphql-discovery-path'] ?? current['x-northwind-graphql-discovery-path'],
      current['x-northwind-graphql-discovery-path'],
    ).map((difference) => ({ where: 'x-northwind-graphql-discovery-path', ...difference })),
    ...changed('', released['x-northwind-problem-type-base'], current['x-northwind-problem-type-base']).map(
      (difference) => ({ where: 'x-northwind-problem-type-base', ...difference }),
    ),
    // The SDK exports every component as a type of its name.
    ...schemas.map((name) => ({ where: 'components', path: `schemas/${name}`, what: 'was removed' })),
    ...unreachedChanges(versions),
    ...problemChanges(released, current),
    ...schemeChanges(released, current),
  ];
}

/** A component that no other part refers to is what programs read elsewhere, like the document at the discovery path. */
function unreachedChanges(versions: Versions): BreakingChange[] {
  const text = JSON.stringify(versions.released);
  return Object.entries(versions.released.components.schemas).flatMap(([name, before]) => {
    const after = versions.current.components.schemas[name];
    if (after === undefined || text.includes(`"#/components/schemas/${name}"`)) return [];
    return schemaDifferences(versions, before, after, 'reads').map((difference) => ({
      where: `schemas/${name}`,
      ...difference,
    }));
  });
}

/** The SDK's environments are made of the servers. */
function serverChanges(
  server: OpenApiDocument['servers'][number],
  current: OpenApiDocument,
): BreakingChange[] {
  const name = server['x-northwind-environment'];
  const own = current.servers.find((candidate) => candidate['x-northwind-environment'] === name);
  if (own === undefined) return [{ where: 'servers', path: name, what: 'was removed' }];
  return (['url', 'x-northwind-token-url', 'x-northwind-graphql-url'] as const)
    .filter((key) => server[key] !== undefined && server[key] !== own[key])
    .map((key) => ({ where: 'servers', path: `${name}/${key}`, what: became(server[key], own[key]) }));
}

function problemChanges(released: OpenApiDocument, current: OpenApiDocument): BreakingChange[] {
  const problems = (document: OpenApiDocument) =>
    resolve<SchemaObject>(document, document.components.schemas['ProblemCode'] ?? {})[
      'x-northwind-problems'
    ] ?? {};
  const after = problems(current);
  return Object.entries(problems(released)).flatMap(([code, { status }]) => {
    const own = after[code];
    if (own?.status === status) return [];
    return [
      { where: 'problems', path: code, what: own === undefined ? 'was removed' : became(status, own.status) },
    ];
  });
}

/** Where and how a program signs in: the API key's header, the token's URL, the scopes there are. */
function schemeChanges(released: OpenApiDocument, current: OpenApiDocument): BreakingChange[] {
  const leaves = (value: unknown, path: string): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}/${key}`))
      : [[path, value]];
  const after = new Map(leaves(current.components.securitySchemes, ''));
  return leaves(released.components.securitySchemes, '')
    .filter(
      ([path, value]) =>
        !/(^|\/)description$/.test(path) &&
        (path.includes('/scopes/') ? !after.has(path) : after.get(path) !== value),
    )
    .map(([path, value]) => ({ where: 'securitySchemes', path, what: became(value, after.get(path)) }));
}
