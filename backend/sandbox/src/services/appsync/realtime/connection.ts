/** One socket: its subscriptions, its keep-alive, its end. */
import type { WebSocket } from 'ws';
import type { Authenticate } from '../auth/authenticate.ts';
import { AuthorizationError, type Caller } from '../auth/identity.ts';
import type { Faults } from '../faults.ts';
import { MalformedRequestError, parseOperation, readBody, type RefuseText } from '../http/operation.ts';
import type { Validate } from '../http/validation.ts';
import type { RequestInformation } from '../resolvers/context.ts';
import type { Executor } from '../resolvers/executor.ts';
import { rootFields } from '../schema/root-fields.ts';
import type { AppSyncInterceptor } from '../interceptor.ts';
import { frames, type ClientFrame, type FrameError } from './frames.ts';
import { lowerCased, signedStart, type Headers } from './handshake.ts';
import type { Hub, Subscriber, Subscription } from './hub.ts';

export interface CloseCodes {
  /** After a connection_error. What AppSync itself uses for these three is not documented. */
  readonly connectionError: number;
  readonly lifetime: number;
  readonly invalidation: number;
}

export interface ConnectionOptions {
  readonly validate: Validate;
  readonly executor: Executor;
  readonly hub: Hub;
  readonly authenticate: Authenticate;
  readonly faults: Faults;
  readonly intercept?: AppSyncInterceptor | undefined;
  readonly refuseText: RefuseText;
  readonly graphqlPath: string;
  readonly keepAliveMs: number;
  readonly connectionTimeoutMs: number;
  readonly connectionMs: number;
  readonly subscriptionsPerConnection: number;
  readonly closeCodes: CloseCodes;
}

/** A refusal of one `start`. */
class StartError extends Error {
  readonly errors: readonly FrameError[] | FrameError;
  constructor(errors: readonly FrameError[] | FrameError) {
    super('start refused');
    this.errors = errors;
  }
}

export class Connection implements Subscriber {
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #sourceIp: string;
  readonly #host: string;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #starting = new Set<string>();
  #acknowledged = false;
  #keepAlive: NodeJS.Timeout | undefined;
  readonly #lifetime: NodeJS.Timeout;

  /** @param host the Host header of the upgrade: what each `start` must name too */
  constructor(socket: WebSocket, options: ConnectionOptions, host: string, sourceIp: string) {
    this.#socket = socket;
    this.#options = options;
    this.#host = host;
    this.#sourceIp = sourceIp;
    this.#lifetime = setTimeout(
      () => this.close(options.closeCodes.lifetime, 'Connection lifetime reached'),
      Math.min(options.connectionMs, 0x7fffffff),
    );
    this.#lifetime.unref();
    socket.on('message', (data) => this.#receive(String(data as Buffer)));
    socket.on('close', () => this.#end());
  }

  send(frame: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(frame);
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  hasCaller(isCaller: (caller: Caller) => boolean): boolean {
    return [...this.#subscriptions.values()].some(({ request }) => isCaller(request.caller));
  }

  /** As a broken line would: no close frame. */
  terminate(): void {
    this.#socket.terminate();
  }

  invalidate(id: string): void {
    this.#remove(id);
    this.send(frames.complete(id));
    this.close(this.#options.closeCodes.invalidation, 'Subscription complete.');
  }

  #end(): void {
    clearInterval(this.#keepAlive);
    clearTimeout(this.#lifetime);
    for (const id of [...this.#subscriptions.keys()]) this.#remove(id);
  }

  #receive(text: string): void {
    let frame: ClientFrame = {};
    try {
      if (this.#options.refuseText(text) === undefined) frame = (JSON.parse(text) ?? {}) as ClientFrame;
    } catch {
      // No JSON: as unknown as a frame without a type.
    }
    const id = typeof frame.id === 'string' ? frame.id : undefined;
    if (frame.type === 'connection_init') {
      this.#acknowledge();
      return;
    }
    // Everything sent before the acknowledgement is ignored.
    if (!this.#acknowledged) return;
    if (frame.type === 'start' && id !== undefined) {
      void this.#start(id, frame.payload);
    } else if (frame.type === 'stop' && id !== undefined) {
      this.#stop(id);
    } else {
      const type = typeof frame.type === 'string' && frame.type === 'start' ? 'start without id' : 'unknown';
      this.send(
        frames.error(id, [
          {
            errorType: 'UnsupportedOperation',
            message: `${type} not supported through the realtime channel`,
          },
        ]),
      );
    }
  }

  #acknowledge(): void {
    const { connectionTimeoutMs, keepAliveMs } = this.#options;
    if (this.#options.faults.keepAliveBeforeAck) this.send(frames.keepAlive());
    this.send(frames.connectionAck(connectionTimeoutMs));
    if (this.#acknowledged) return;
    this.#acknowledged = true;
    this.send(frames.keepAlive());
    this.#keepAlive = setInterval(() => this.send(frames.keepAlive()), keepAliveMs);
    this.#keepAlive.unref();
  }

  /** A stop that overtakes its start_ack finds nothing to stop, and the subscription lives on: AppSync leaks it so too. */
  #stop(id: string): void {
    if (!this.#subscriptions.has(id)) {
      this.send(
        frames.error(id, [{ errorType: 'UnknownOperationError', message: `Unknown operation id ${id}` }]),
      );
      return;
    }
    this.#remove(id);
    this.send(frames.complete(id));
  }

  #remove(id: string): void {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) return;
    this.#subscriptions.delete(id);
    this.#options.hub.remove(subscription);
  }

  async #start(id: string, payload: unknown): Promise<void> {
    if (this.#subscriptions.has(id) || this.#starting.has(id)) {
      this.send(
        frames.error(id, [
          { errorType: 'DuplicatedOperationError', message: `Duplicated operation id ${id}` },
        ]),
      );
      return;
    }
    const most = this.#options.subscriptionsPerConnection;
    if (this.#subscriptions.size + this.#starting.size >= most) {
      // The one error whose `errors` is an object instead of a list.
      this.send(
        frames.error(id, {
          errorType: 'MaxSubscriptionsReachedError',
          message: `Max number of ${most} subscriptions reached`,
        }),
      );
      return;
    }
    this.#starting.add(id);
    try {
      const subscription = await this.#prepare(id, payload);
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      this.#subscriptions.set(id, subscription);
      this.#options.hub.add(subscription);
      this.send(frames.startAck(id));
    } catch (cause) {
      this.send(frames.error(id, frameErrors(cause)));
    } finally {
      this.#starting.delete(id);
    }
  }

  async #prepare(id: string, payload: unknown): Promise<Subscription> {
    const { data, extensions } = (payload ?? {}) as {
      data?: unknown;
      extensions?: { authorization?: unknown };
    };
    if (typeof data !== 'string')
      throw new StartError([
        { errorType: 'BadRequestException', message: 'The payload of a start carries data as a string.' },
      ]);
    const headers = lowerCased((extensions?.authorization ?? {}) as object);
    const caller = await this.#authenticate(headers, data);
    const body = readBody(data, this.#options.refuseText);
    const { document, operation } = parseOperation(body);
    if (operation.operation !== 'subscription') {
      throw new StartError([
        {
          errorType: 'UnsupportedOperation',
          message: `${operation.operation} not supported through the realtime channel`,
        },
      ]);
    }
    // Before validation, which says the same in other words.
    if (operation.selectionSet.selections.length > 1) throw new StartError([severalFields]);
    const invalid = this.#options.validate(document, operation);
    if (invalid.length > 0) throw new StartError(invalid.map(({ message }) => ({ message })));

    const [field, ...others] = rootFields(document, operation.selectionSet);
    if (field === undefined || others.length > 0) throw new StartError([severalFields]);
    const { faults, intercept } = this.#options;
    const refusal = faults.refuseStart?.({ id, field }) ?? intercept?.start(`Subscription.${field}`, caller);
    if (refusal) throw new StartError([refusal]);
    const information: RequestInformation = { headers, domainName: null };
    const request = {
      document,
      operationName: body.operationName,
      variables: body.variables,
      caller,
      request: information,
    };
    const outcome = await this.#options.executor.run(request);
    const failures = outcome.errors.filter(
      (error) => !error.message.startsWith('Cannot return null for non-nullable type'),
    );
    if (failures.length > 0) {
      throw new StartError(
        failures.map(({ errorType, message, errorInfo }) => ({
          ...(errorType ? { errorType } : {}),
          message,
          ...(errorInfo ? { errorInfo } : {}),
        })),
      );
    }
    return {
      id,
      field,
      subscriber: this,
      request,
      arguments: outcome.rootArguments,
      filter: outcome.effects.subscriptionFilter,
      invalidationFilter: outcome.effects.invalidationFilter,
      deliveryKey: JSON.stringify([
        data,
        caller.mode,
        caller.mode === 'AWS_IAM' ? null : caller.identity.groups,
      ]),
    };
  }

  async #authenticate(headers: Headers, data: string): Promise<Caller> {
    checkHost(headers, this.#host);
    return await this.#options.authenticate(
      signedStart(headers, this.#options.graphqlPath, data),
      this.#sourceIp,
    );
  }
}

/**
 * "host" names the GraphQL endpoint (or custom domain), never the real-time one; on one port both are the same.
 * @throws AuthorizationError
 */
export function checkHost(headers: Headers, host: string): void {
  if (headers.authorization !== undefined && headers.host !== host) {
    throw new AuthorizationError('You are not authorized to make this call.');
  }
}

const severalFields: FrameError = {
  errorType: 'DuplicatedOperationError',
  message: 'Only one subscription field may be selected in an operation.',
};

function frameErrors(cause: unknown): readonly FrameError[] | FrameError {
  if (cause instanceof StartError) return cause.errors;
  if (cause instanceof AuthorizationError)
    return [{ errorType: cause.errorType, message: cause.message, errorCode: cause.statusCode }];
  if (cause instanceof MalformedRequestError) return [{ errorType: cause.errorType, message: cause.message }];
  return [{ errorType: 'InternalFailure', message: (cause as Error).message }];
}
