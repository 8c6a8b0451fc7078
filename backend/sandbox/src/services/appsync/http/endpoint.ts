/** `POST /graphql`. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ConnectionCut, type Handler } from '../../../support/contained.ts';
import type { Service, ServiceAnswer } from '../../../support/in-process.ts';
import { BodyTooLargeError, readBody as readBytes } from '../../../support/loopback-server.ts';
import { codingFor, compress, type Coding } from '../../../support/compression.ts';
import { loopbackAddress } from '../../../support/ports.ts';
import { targetOf } from '../../../support/request-target.ts';
import { traceHop } from '../../../support/trace.ts';
import type { Authenticate } from '../auth/authenticate.ts';
import type { AppSyncOptions } from '../options.ts';
import { AuthorizationError } from '../auth/identity.ts';
import { rootFields } from '../schema/root-fields.ts';
import type { AppSyncInterceptor, HttpAnswer } from '../interceptor.ts';
import type { Faults } from '../faults.ts';
import type { ExecutionOutcome, Executor } from '../resolvers/executor.ts';
import type { Hub } from '../realtime/hub.ts';
import { lowerCased } from '../realtime/handshake.ts';
import { MalformedRequestError, parseOperation, readBody, type RefuseText } from './operation.ts';
import { publicationsOf } from './publication.ts';
import type { Validate } from './validation.ts';

/** AppSync's limit of a request: larger ones never reach it. */
const maxRequestBytes = 1024 * 1024;

export interface EndpointOptions {
  readonly path: string;
  readonly validate: Validate;
  readonly executor: Executor;
  readonly hub: Hub;
  readonly authenticate: Authenticate;
  readonly faults: Faults;
  readonly intercept?: AppSyncInterceptor | undefined;
  readonly refuseText: RefuseText;
  readonly documents?: AppSyncOptions['documents'];
}

interface Answer extends HttpAnswer {
  readonly operation?: string;
}

/** A request whose body is read once it is known that somebody wants it. */
interface EndpointRequest extends Pick<IncomingMessage, 'method' | 'url' | 'headers'> {
  readonly sourceIp: string;
  /** @throws BodyTooLargeError */
  readonly body: () => Buffer | Promise<Buffer>;
}

export interface Endpoint {
  /** Over HTTP. */
  readonly handle: Handler;
  /** In this process. Rejects with `ConnectionCut` where the connection would be broken off. */
  readonly service: Service;
}

export function graphqlEndpoint(options: EndpointOptions): Endpoint {
  return {
    async handle(request, response) {
      if (request.method === 'OPTIONS') {
        response.writeHead(200, { ...corsHeaders, ...preflightHeaders(request) }).end();
        return;
      }
      const { method, url, headers, socket } = request;
      const { status, ...answer } = await answerTo(options, {
        ...{ method, url, headers },
        sourceIp: socket.remoteAddress ?? '',
        body: () => readBytes(request, maxRequestBytes),
      });
      const length = { 'content-length': Buffer.byteLength(answer.body) };
      response.writeHead(status, { ...answer.headers, ...length }).end(answer.body);
    },
    service: ({ method, target, headers, body }) =>
      answerTo(options, {
        ...{ method, url: target },
        // Nothing is on a wire that could be shorter.
        headers: { ...(headers as IncomingMessage['headers']), 'accept-encoding': undefined },
        sourceIp: loopbackAddress,
        body() {
          if (body.length > maxRequestBytes) throw new BodyTooLargeError(`${body.length} bytes`);
          return body;
        },
      }),
  };
}

async function answerTo(options: EndpointOptions, request: EndpointRequest): Promise<ServiceAnswer> {
  const started = performance.now();
  const requestId = randomUUID();
  const answer = await resultOf(options, request).catch((cause: unknown) => refusal(cause));
  const delay = options.faults.delayResponse?.() ?? 0;
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  const { status, errorType } = answer;
  const { body, coding } = await sentBody(answer.body, request.headers['accept-encoding']);
  traceHop({
    hop: 'appsync',
    detail: `${answer.operation ?? 'request'} → ${status}`,
    milliseconds: performance.now() - started,
    requestId,
    bytes: body.length,
  });
  return {
    status,
    headers: {
      ...corsHeaders,
      'content-type': 'application/json;charset=UTF-8',
      'x-amzn-requestid': requestId,
      ...(errorType ? { 'x-amzn-errortype': errorType } : { 'x-amzn-appsync-tokensconsumed': '1' }),
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
      ...answer.headers,
    },
    body,
  };
}

/** AppSync compresses what is of some length, and only by gzip (AWS AppSync Developer Guide, "Compressing API responses"). */
async function sentBody(
  answer: unknown,
  accepted: string | undefined,
): Promise<{ body: Buffer<ArrayBuffer>; coding?: Coding | undefined }> {
  const body = Buffer.from(JSON.stringify(answer));
  const coding = body.length >= 1000 && body.length <= 10_000_000 ? codingFor(accepted, ['gzip']) : undefined;
  return coding === undefined ? { body } : { body: await compress(body, coding), coding };
}

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'x-amzn-RequestId,x-amzn-ErrorType,x-amz-user-agent,x-amzn-ErrorMessage,Date,x-amz-schema-version',
};

function preflightHeaders(request: IncomingMessage): Record<string, string> {
  return {
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-max-age': '172800',
  };
}

async function resultOf(options: EndpointOptions, request: EndpointRequest): Promise<Answer> {
  const path = targetOf(request).pathname;
  const documentFor = request.method === 'GET' ? options.documents?.[path] : undefined;
  if (documentFor !== undefined)
    return {
      status: 200,
      body: documentFor(request.headers.host ?? ''),
      headers: { 'cache-control': 'no-store' },
      operation: path,
    };
  if (path !== options.path)
    return failure(404, 'NotFoundException', 'There is nothing at this path; the API is at ' + options.path);
  if (request.method !== 'POST')
    return failure(405, 'MethodNotAllowedException', 'The GraphQL endpoint takes POST.');
  const text = (await request.body()).toString('utf8');
  const headers = lowerCased(request.headers);
  const caller = await options.authenticate({ method: 'POST', path, headers, body: text }, request.sourceIp);

  const body = readBody(text, options.refuseText);
  const { document, operation } = parseOperation(body);
  const name = `${operation.operation} ${operation.name?.value ?? '(unnamed)'}`;
  if (operation.operation === 'subscription') {
    throw new MalformedRequestError(
      'Subscriptions are made over the real-time endpoint.',
      'BadRequestException',
    );
  }
  const invalid = options.validate(document, operation);
  if (invalid.length > 0) return { status: 200, body: { data: null, errors: invalid }, operation: name };

  const proceed = async (): Promise<HttpAnswer> => {
    const outcome = await options.executor.run({
      document,
      operationName: body.operationName,
      variables: body.variables,
      caller,
      request: { headers, domainName: null },
    });
    for (const { mutation, payload } of publicationsOf(document, operation, outcome.data))
      options.hub.publish(mutation, payload);
    for (const invalidation of outcome.invalidations) options.hub.invalidate(invalidation);
    return { status: 200, body: bodyOf(outcome), headers: outcome.responseHeaders };
  };
  const { intercept } = options;
  if (intercept === undefined) return { ...(await proceed()), operation: name };
  const type = operation.operation === 'mutation' ? 'Mutation' : 'Query';
  const fields = rootFields(document, operation.selectionSet).map((field) => `${type}.${field}`);
  const call = { ...body, caller, fields, headers };
  return { ...(await intercept.request(call, proceed)), operation: name };
}

function bodyOf({ data, errors, cacheEntriesDeleted: apiCacheEntriesDeleted }: ExecutionOutcome): unknown {
  return {
    data,
    ...(errors.length > 0 ? { errors } : {}),
    ...(apiCacheEntriesDeleted === undefined ? {} : { extensions: { apiCacheEntriesDeleted } }),
  };
}

function failure(status: number, errorType: string, message: string): Answer {
  return { status, errorType, body: { errors: [{ errorType, message }] } };
}

function refusal(cause: unknown): Answer {
  if (cause instanceof ConnectionCut) throw cause;
  if (cause instanceof AuthorizationError) return failure(cause.statusCode, cause.errorType, cause.message);
  if (cause instanceof BodyTooLargeError)
    return failure(413, 'RequestEntityTooLargeException', 'The request is larger than 1 MB.');
  if (cause instanceof MalformedRequestError) {
    return {
      status: 400,
      errorType: cause.errorType,
      body: { errors: [{ message: cause.message, errorType: cause.errorType }] },
    };
  }
  return failure(500, 'InternalFailure', 'The sandbox failed to answer: ' + (cause as Error).message);
}
