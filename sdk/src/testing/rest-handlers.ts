import { http, HttpResponse, type HttpHandler, type RequestHandlerOptions } from 'msw';
import { createOpenApiHttp } from 'openapi-msw';
import { nearest } from '../errors/did-you-mean.ts';
import type { components, paths } from '../generated/openapi.ts';
import { restOperations, type RestOverrides } from '../generated/testing/operations.ts';
import { problem } from '../generated/testing/rest-factories.ts';
import type { RestOperation } from './override-types.ts';
import { hash, seeded } from './random.ts';
import { restSamples } from './samples.ts';

interface ResolverInfo {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
}

type AnyResolver = (info: ResolverInfo) => unknown;
type AnyOverride = (path: string, resolver: AnyResolver, options?: RequestHandlerOptions) => HttpHandler;

/** Each operation with a function that makes a handler of it. */
export function restOverrides(restUrl: string): RestOverrides {
  const typed = createOpenApiHttp<paths>({ baseUrl: restUrl.replace(/\/$/, '') });
  const overrides = Object.values(restOperations).map((operation: RestOperation) => {
    const make = typed[operation.method] as unknown as AnyOverride;
    return (resolver: AnyResolver, options?: RequestHandlerOptions) =>
      make(operation.path, completed(operation, resolver), options);
  });
  return Object.fromEntries(
    Object.keys(restOperations).map((id, index) => [id, overrides[index]]),
  ) as unknown as RestOverrides;
}

/** Every operation, each with a valid response. */
export function restDefaults(restUrl: string, seed: number): HttpHandler[] {
  const overrides = restOverrides(restUrl) as unknown as Record<
    string,
    (resolver: AnyResolver) => HttpHandler
  >;
  return Object.entries(restOperations).map(([id, operation]) =>
    overrides[id]!((info) => answer(operation, seed, info)),
  );
}

/** Gives a response the headers that the contract says it has, where the resolver did not. */
function completed(operation: RestOperation, resolver: AnyResolver): AnyResolver {
  return async (info) => {
    const response = await resolver(info);
    if (!(response instanceof Response)) return response;
    const { headers, status } = response;
    const add = (name: string, value: string): void => {
      if (!headers.has(name)) headers.set(name, value);
    };
    const body = (await response
      .clone()
      .json()
      .catch(() => null)) as Body;
    add('X-Request-Id', body?.requestId ?? REQUEST_ID);
    if (status >= 400) {
      if (body !== null) headers.set('Content-Type', 'application/problem+json');
      return response;
    }
    const etag = body?.etag ?? body?.invoice?.etag;
    const values = {
      ETag: etag,
      Location: `${new URL(info.request.url).pathname}/${body?.id}`,
      'Retry-After': '0',
    };
    for (const [name, value] of Object.entries(values))
      if (operation.headers.includes(name) && value !== undefined) add(name, value);
    return response;
  };
}

type Body = { requestId?: string; etag?: string; id?: string; invoice?: { etag?: string } } | null;

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

/** What the contract promises: of the state that the call leads to, and with what the request names. */
async function answer(
  operation: RestOperation,
  seed: number,
  { request, params }: ResolverInfo,
): Promise<Response> {
  const { status, schema, example } = operation;
  if (schema === undefined) return new HttpResponse(null, { status });
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const body = (await request
    .clone()
    .json()
    .catch(() => ({}))) as object;
  const { properties = {} } = restSamples.shape(schema);
  const items = properties['data']?.items?.ref;
  if (items !== undefined) return HttpResponse.json(page(schema, items, query, seed), { status });
  const ids = Object.entries(operation.params).flatMap(([name, of]) =>
    Object.entries(properties)
      .filter(([, { ref }]) => ref === of)
      .map(([property]): [string, unknown] => [property, params[name]]),
  );
  const overrides = { ...named(schema, { ...query, ...body }), ...Object.fromEntries(ids), ...example };
  // What has an id is the same each time it is asked for, and the same as in a list.
  const own = ids[0]?.[1];
  return HttpResponse.json(sample(schema, overrides, typeof own === 'string' ? seedOf(own, seed) : seed), {
    status,
  });
}

const sample = (schema: string, overrides: object, seed: number): object =>
  restSamples.make<object>(schema, overrides, seed);

const seedOf = (id: string, seed: number): number => hash(`${seed} ${id}`);

/** Of what a request holds, the properties that the schema has too. A new locker's `compartments` are counts, a locker's are its doors. */
function named(schema: string, request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { properties = {} } = restSamples.shape(schema);
  return Object.fromEntries(
    Object.entries(request).filter(
      ([name, value]) => name in properties && Array.isArray(value) === (properties[name]?.type === 'array'),
    ),
  );
}

function page(schema: string, item: string, query: Readonly<Record<string, string>>, seed: number): object {
  const id = restSamples.shape(item).properties?.['id']?.ref;
  const data = [0, 1].slice(0, Number(query['limit'] ?? 2)).map((index) => {
    const overrides = named(item, query);
    if (id === undefined) return sample(item, overrides, seed + index);
    const own = seeded(schema, seed, index).id(restSamples.shape(id).id ?? '');
    return sample(item, { ...overrides, id: own }, seedOf(own, seed));
  });
  return sample(schema, { data }, seed);
}

/** What a test asks for that the contract does not have. */
export function undeclared(restUrl: string, onUndeclared: (message: string) => void): HttpHandler {
  const base = restUrl.replace(/\/$/, '');
  return http.all(`${base}/*`, ({ request }) => {
    const { pathname } = new URL(request.url);
    const path = pathname.slice(new URL(base).pathname.length);
    const detail = `The contract has no ${request.method} ${path}. Nearest operation: ${nearestOperation(request.method, path)}.`;
    onUndeclared(detail);
    const body: components['schemas']['Problem'] = problem({
      code: 'route_not_found',
      detail,
      instance: pathname,
      requestId: REQUEST_ID,
    });
    return HttpResponse.json(body, {
      status: body.status,
      headers: { 'Content-Type': 'application/problem+json', 'X-Request-Id': REQUEST_ID },
    });
  });
}

/** `getInvoice, GET /invoices/{invoiceId}` */
function nearestOperation(method: string, path: string): string {
  const segments = path.split('/');
  const known = Object.entries(restOperations).map(([id, operation]) => {
    const filled = operation.path
      .split('/')
      .map((part, index) => (part.startsWith('{') ? (segments[index] ?? part) : part))
      .join('/');
    const written = `${operation.method.toUpperCase()} ${operation.path}`;
    return { id, written, filled: `${operation.method.toUpperCase()} ${filled}` };
  });
  const { word } = nearest(
    `${method} ${path}`,
    known.map(({ filled }) => filled),
  );
  const found = known.find(({ filled }) => filled === word)!;
  return `${found.id}, ${found.written}`;
}
