/** The control on a port of its own, for tests in other processes and languages. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  BodyTooLargeError,
  listenOnLoopback,
  readBody,
  type LoopbackServer,
} from '../../support/loopback-server.ts';
import type { Port } from '../../support/ports.ts';
import { targetOf } from '../../support/request-target.ts';
import { ControlError, FaultNotMetError, UnknownTargetError } from '../errors.ts';
import { controlDocument } from './openapi.ts';
import { readInput } from './read-input.ts';
import { controlRoutes, type AnswerOf, type ControlRoute, type InputOf, type RouteName } from './routes.ts';

/** What answers each route, for one session. */
export type ControlHandlers = {
  readonly [Name in RouteName]: (
    input: InputOf<Name>,
  ) => AnswerOf<Name> | Promise<AnswerOf<Name>> | void | Promise<void>;
};

export interface ControlServerOptions {
  readonly port: Port;
  /** What `Authorization: Bearer …` must carry. */
  readonly token: string;
  readonly version: string;
  readonly handlersOf: (session: string) => ControlHandlers;
}

/** An error of the control, as it is answered. */
export interface ControlErrorBody {
  /** `ControlError`, `UnknownTargetError`, `FaultNotMetError`, `Unauthorized`, `NotFound` or `TooLarge`. */
  readonly error: string;
  readonly message: string;
  /** Of an `UnknownTargetError`. */
  readonly target?: string;
  readonly suggestion?: string;
  /** Of a `FaultNotMetError`: what was not met, in words. */
  readonly faults?: readonly string[];
}

const maximumBodyBytes = 64 * 1024;

/** A test in a browser may call it from any page: what lets it in is the token, which no other page has. */
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, sandbox-session',
  'access-control-allow-methods': 'GET, POST, DELETE',
};

/** @throws PortInUseError */
export async function startControlServer(options: ControlServerOptions): Promise<LoopbackServer> {
  return listenOnLoopback(
    'control',
    options.port,
    async (request, response) => {
      if (request.method === 'OPTIONS') {
        response.writeHead(204, corsHeaders).end();
      } else if (!isAuthorized(request, options.token)) {
        request.resume();
        const message = 'Send the token that the sandbox printed as `Authorization: Bearer …`.';
        send(response, 401, { error: 'Unauthorized', message });
      } else {
        await answer(request, response, options);
      }
    },
    { loopbackHostsOnly: true },
  );
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { version, handlersOf }: ControlServerOptions,
): Promise<void> {
  const { pathname, searchParams: query } = targetOf(request);
  if (request.method === 'GET' && pathname === '/openapi.json') {
    send(response, 200, controlDocument(version));
    return;
  }
  const found = routeOf(request.method, pathname);
  if (!found) {
    request.resume();
    const message = `There is no ${request.method} ${pathname.slice(0, 100)}; GET /openapi.json lists what there is.`;
    send(response, 404, { error: 'NotFound', message });
    return;
  }
  const session = String(request.headers['sandbox-session'] ?? 'shared').slice(0, 200);
  try {
    const body = await readBody(request, maximumBodyBytes);
    const input = readInput(controlRoutes[found.name], { segments: found.segments, query, body });
    const handle = handlersOf(session)[found.name] as (input: object) => unknown;
    send(response, 200, (await handle(input)) ?? {});
  } catch (error) {
    if (error instanceof BodyTooLargeError)
      send(response, 413, { error: 'TooLarge', message: 'At most 64 KiB.' });
    else if (error instanceof ControlError) send(response, statusOf(error), bodyOf(error));
    else throw error;
  }
}

const statusOf = (error: ControlError): number => (error instanceof FaultNotMetError ? 409 : 400);

const bodyOf = (error: ControlError): ControlErrorBody => ({
  error: error.name,
  message: error.message,
  ...(error instanceof UnknownTargetError ? { target: error.target, suggestion: error.suggestion } : {}),
  ...(error instanceof FaultNotMetError ? { faults: error.faults } : {}),
});

interface FoundRoute {
  readonly name: RouteName;
  readonly segments: Readonly<Record<string, string>>;
}

const patterns = Object.entries<ControlRoute>(controlRoutes).map(([name, { method, path }]) => ({
  name: name as RouteName,
  method,
  pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** `/faults/verify` comes before `/faults/{id}`: they differ in their method. */
function routeOf(method: string | undefined, pathname: string): FoundRoute | undefined {
  for (const each of patterns) {
    const match = each.method === method ? each.pattern.exec(pathname) : null;
    if (match) return { name: each.name, segments: decoded(match.groups ?? {}) };
  }
  return undefined;
}

/** A segment that is not encoded as it should be is taken as it is. */
const decoded = (segments: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(segments).map(([name, value]) => {
      try {
        return [name, decodeURIComponent(value)];
      } catch {
        return [name, value];
      }
    }),
  );

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { ...corsHeaders, 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
