import type { RealtimeErrorEntry } from '../errors/subscription-error.ts';
import type { AppSyncSocket, AppSyncSocketConfig } from './appsync-socket.ts';
import { messagesOf } from './close-policy.ts';
import { startFrame, stopFrame, type Operation } from './protocol.ts';
import type { RealtimeEvent } from '../transport/realtime-event.ts';
import { createRefusalPolicy, refusalOfEntries, type Refusal } from './refusal.ts';
import type { SubscriptionSink } from './sink.ts';
import type { StartPace } from './start-pace.ts';

/** The part of a connection's configuration that its subscriptions use. */
export interface SubscriptionConfig extends Pick<
  AppSyncSocketConfig,
  'acknowledgeTimeoutMs' | 'isPermanent'
> {
  /** Returns an access token; `rejected` is one that AppSync has just refused. */
  readonly accessToken: (rejected: string | undefined) => string | Promise<string>;
  /** Whether `accessToken` may return another token for one that was refused. */
  readonly tokenIsReplaceable: boolean;
  readonly onEvent: (event: RealtimeEvent) => void;
}

/** What a subscription needs of the connection that it is on. */
export interface SubscriptionHost {
  readonly config: SubscriptionConfig;
  readonly pace: StartPace;
  /** Gives the subscription an id that no `start` of the connection has had. */
  identify(subscription: ServerSubscription): string;
  /** Whether other subscriptions are live on the connection. */
  hasOthers(subscription: ServerSubscription): boolean;
  /** The subscription is over, and its id with it. */
  forget(subscription: ServerSubscription): void;
}

/**
 * - `offline`: there is no connection to start it on
 * - `waiting`: for its turn, or for another attempt after a refusal
 * - `authorizing`: the token for its `start` is being fetched
 * - `starting`: `start` is sent, `start_ack` has not come
 * - `live`: acknowledged
 * - `leaving`: unwanted before `start_ack`, which `stop` must follow
 * - `over`: nothing more is sent or heard
 */
type Stage = 'authorizing' | 'leaving' | 'live' | 'offline' | 'over' | 'starting' | 'waiting';

/**
 * One subscription over all its starts: on each new connection, and again after a refusal that may pass. It has tokens, refusals and
 * waits of its own, so that what happens to it happens to no other.
 */
export class ServerSubscription {
  /** Identifies its latest `start` to AppSync. */
  id: string;
  /** Identifies it to graphql-ws, which takes all its starts for one subscription. */
  readonly key: string;
  readonly #host: SubscriptionHost;
  readonly #operation: Operation;
  readonly #sink: SubscriptionSink;
  readonly #policy: ReturnType<typeof createRefusalPolicy>;
  #stage: Stage = 'offline';
  #socket: AppSyncSocket | undefined;
  #token: string | undefined;
  #rejected: string | undefined;
  /** The wait for a turn, for another attempt or for `start_ack`. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: SubscriptionHost, operation: Operation, sink: SubscriptionSink) {
    this.#host = host;
    this.#operation = operation;
    this.#sink = sink;
    this.#policy = createRefusalPolicy(host.config.tokenIsReplaceable);
    this.key = this.id = host.identify(this);
  }

  get isLive(): boolean {
    return this.#stage === 'live';
  }

  get isWanted(): boolean {
    return this.#stage !== 'leaving' && this.#stage !== 'over';
  }

  /** The connection is there. */
  connected(socket: AppSyncSocket): void {
    this.#socket = socket;
    this.#enter('waiting');
    this.#takeTurn();
  }

  /** The connection is lost; the next one will start the subscription again. */
  disconnected(): void {
    this.#socket = undefined;
    if (this.isWanted) this.#enter('offline');
    else this.#leave();
  }

  #takeTurn(): void {
    const waitMs = this.#host.pace.reserve();
    if (waitMs > 0) this.#timer = setTimeout(() => void this.#authorize(), waitMs);
    else void this.#authorize();
  }

  async #authorize(): Promise<void> {
    this.#enter('authorizing');
    const { config } = this.#host;
    const socket = this.#socket;
    const isStale = (): boolean => this.#stage !== 'authorizing' || this.#socket !== socket;
    const replaces = this.#rejected !== undefined;
    try {
      // Not the handshake's token: a connection lives for up to a day, a token for an hour.
      this.#token = await config.accessToken(this.#rejected);
    } catch (error) {
      if (isStale()) return;
      const reason = error instanceof Error ? error.message : String(error);
      const refusal = config.isPermanent(error) ? 'final' : 'transient';
      return this.#tryAgain(refusal, `no access token: ${reason}`, [], error);
    }
    if (isStale()) return;
    config.onEvent({ type: 'token', operation: this.#name, replaces });
    this.#start(this.#token);
  }

  #start(token: string): void {
    this.#enter('starting');
    const socket = this.#socket;
    if (!socket) return;
    const { received } = socket;
    this.#timer = setTimeout(
      () => this.#overdue(socket.received === received),
      this.#host.config.acknowledgeTimeoutMs,
    );
    socket.sendFrame(startFrame(this.id, this.#operation, socket.authorization(token)));
  }

  /** Nothing at all has come since the `start`: the line is dead. Else this one was lost, or limited by an error without an id. */
  #overdue(silent: boolean): void {
    if (silent) return this.#socket?.startIsOverdue();
    this.#socket?.sendFrame(stopFrame(this.id));
    if (this.#stage === 'leaving') return this.#leave();
    this.#host.pace.limited();
    this.#tryAgain('transient', 'the server sent no start_ack in time', []);
  }

  acknowledged(): void {
    if (this.#stage === 'leaving') return this.#stop();
    if (this.#stage !== 'starting') return;
    this.#enter('live');
    this.#rejected = undefined;
    this.#policy.accepted();
    this.#host.pace.accepted();
    this.#host.config.onEvent({ type: 'started', operation: this.#name });
    this.#sink.started();
  }

  pushed(push: object): void {
    if (this.isWanted) this.#sink.next(push);
  }

  completed(): void {
    if (!this.isWanted) return this.#leave();
    this.#leave();
    this.#host.config.onEvent({ type: 'completed', operation: this.#name });
    this.#sink.completed();
  }

  refused(errors: readonly RealtimeErrorEntry[]): void {
    if (!this.isWanted) return this.#leave();
    const refusal = refusalOfEntries(errors);
    // There may be room on another connection; where nobody else is on this one there would be none.
    if (refusal === 'full' && this.#host.hasOthers(this)) return this.failed(messagesOf(errors), errors);
    if (refusal === 'transient' || refusal === 'full') this.#host.pace.limited();
    this.#tryAgain(refusal, messagesOf(errors), errors);
  }

  #tryAgain(refusal: Refusal, reason: string, errors: readonly RealtimeErrorEntry[], cause?: unknown): void {
    if (refusal !== 'transient' && refusal !== 'full') this.#rejected = this.#token;
    const waitMs = this.#policy.refused(refusal);
    this.#host.config.onEvent({
      type: 'refused',
      operation: this.#name,
      reason,
      retryDelayMs: waitMs,
    });
    if (waitMs === undefined) return this.failed(reason, errors, cause);
    this.id = this.#host.identify(this);
    this.#enter('waiting');
    if (waitMs > 0) this.#timer = setTimeout(() => this.#takeTurn(), waitMs);
    else this.#takeTurn();
  }

  /** It cannot go on. */
  failed(reason: string, errors: readonly RealtimeErrorEntry[], cause?: unknown): void {
    if (!this.isWanted) return;
    this.#leave();
    this.#sink.failed(reason, errors, cause);
  }

  /** Nobody listens any more. */
  end(): void {
    if (this.#stage === 'live') this.#stop();
    // Its timer goes on: a `start_ack` that does not come says that the line is dead.
    else if (this.#stage === 'starting') this.#stage = 'leaving';
    else this.#leave();
  }

  /** Sends a second `start` of this subscription, which the server answers if it is there; see `Connection.probe`. */
  twin(id: string, socket: AppSyncSocket): string {
    return startFrame(id, this.#operation, socket.authorization(this.#token ?? ''));
  }

  #stop(): void {
    this.#socket?.sendFrame(stopFrame(this.id));
    this.#leave();
  }

  #leave(): void {
    this.#enter('over');
    this.#host.forget(this);
  }

  #enter(stage: Stage): void {
    clearTimeout(this.#timer);
    this.#stage = stage;
  }

  get #name(): string {
    return this.#operation.name ?? 'subscribe';
  }
}
