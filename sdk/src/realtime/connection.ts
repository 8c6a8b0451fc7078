import { AppSyncSocket, type AppSyncSocketConfig } from './appsync-socket.ts';
import { describeEnding, verdict, type Ending } from './close-policy.ts';
import type { ConnectionState } from './connection-state.ts';
import { createFlapGuard } from './flap-guard.ts';
import { stopFrame, type Operation, type ServerFrame } from './protocol.ts';
import type { RealtimeEvent } from './realtime-event.ts';
import { createRefusalPolicy, refusalOfEntries } from './refusal.ts';
import { ServerSubscription, type SubscriptionHost } from './server-subscription.ts';
import type { SubscriptionSink } from './sink.ts';
import { createStartPace } from './start-pace.ts';
import { onWake } from './wake-events.ts';

export interface ConnectionConfig extends AppSyncSocketConfig {
  readonly onState: (connection: Connection, state: ConnectionState, reason?: string) => void;
  readonly onEvent: (event: RealtimeEvent) => void;
  /** Whether `accessToken` may return another token for one that was refused. */
  readonly tokenIsReplaceable: boolean;
  /** How long the socket is kept after its last subscription, for the next one. Milliseconds. */
  readonly lingerMs: number;
}

/** How long a connection that may have died in a sleep has to answer. Milliseconds. */
const PROBE_TIMEOUT_MS = 5_000;

/**
 * - `idle`: nothing is subscribed, and there is no socket
 * - `connecting`: a socket is being opened, or waits for its acknowledgement
 * - `connected`: acknowledged
 * - `waiting`: the last attempt failed or the connection was lost, and the next attempt is not due
 */
type Phase = 'connected' | 'connecting' | 'idle' | 'waiting';

/** One socket, however often it is opened anew, and the subscriptions on it. */
export class Connection implements SubscriptionHost {
  readonly config: ConnectionConfig;
  readonly pace = createStartPace();
  readonly #flapGuard = createFlapGuard();
  readonly #handshakes: ReturnType<typeof createRefusalPolicy>;
  readonly #subscriptions = new Map<string, ServerSubscription>();
  #phase: Phase = 'idle';
  #socket: AppSyncSocket | undefined;
  /** The token that the last handshake was refused with. */
  #rejected: string | undefined;
  #attempt = 0;
  #lastId = 0;
  /** The second start of a subscription that a probe has sent. */
  #twin: string | undefined;
  #wait: ReturnType<typeof setTimeout> | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #ignoreWake = (): void => {};

  constructor(config: ConnectionConfig) {
    this.config = config;
    this.#handshakes = createRefusalPolicy(config.tokenIsReplaceable);
  }

  /** Subscriptions on it now. */
  get size(): number {
    return this.#wanted().length;
  }

  /** Returns a function that ends the subscription; the sink hears nothing more. */
  subscribe(operation: Operation, sink: SubscriptionSink): () => void {
    const subscription = new ServerSubscription(this, operation, sink);
    clearTimeout(this.#linger);
    if (this.#phase === 'connected') subscription.connected(this.#socket!);
    if (this.#phase === 'idle') this.#connect('connecting');
    return () => {
      if (subscription.isWanted) subscription.end();
      this.#lingerUnused();
    };
  }

  /** Closes the socket; its subscriptions fail. */
  close(): void {
    const wanted = this.#wanted();
    this.#rest();
    for (const subscription of wanted) subscription.failed('the client was closed', []);
  }

  #connect(state: ConnectionState): void {
    if (this.#phase === 'idle') this.#ignoreWake = onWake(() => this.wake());
    clearTimeout(this.#wait);
    this.#phase = 'connecting';
    this.config.onState(this, state);
    this.config.onEvent({ type: 'connecting', attempt: ++this.#attempt });
    const replaces = this.#rejected !== undefined;
    const socket = new AppSyncSocket(this.config, {
      authorized: () => this.config.onEvent({ type: 'token', operation: 'connection', replaces }),
      acknowledged: () => this.#connected(socket),
      received: (frame) => this.#received(frame),
      ended: (ending) => this.#ended(ending, socket.token),
    });
    this.#socket = socket;
    void socket.open(this.#rejected);
  }

  #connected(socket: AppSyncSocket): void {
    this.#phase = 'connected';
    this.#attempt = 0;
    this.#rejected = undefined;
    this.#handshakes.accepted();
    this.#flapGuard.connected(Date.now());
    this.config.onState(this, 'connected');
    this.config.onEvent({ type: 'connected' });
    for (const subscription of this.#wanted()) subscription.connected(socket);
    this.#lingerUnused();
  }

  #received(frame: ServerFrame): void {
    if (!('id' in frame)) return;
    if (frame.id === this.#twin) {
      if (frame.type === 'started') this.#socket?.send(stopFrame(frame.id));
      return;
    }
    const subscription = this.#subscriptions.get(frame.id);
    if (frame.type === 'started') subscription?.acknowledged();
    if (frame.type === 'data') subscription?.pushed(frame.payload);
    if (frame.type === 'failed') subscription?.refused(frame.errors);
    if (frame.type === 'completed') subscription?.completed();
    if (frame.type !== 'data') this.#lingerUnused();
  }

  #ended(ending: Ending, token: string | undefined): void {
    this.#socket = undefined;
    for (const subscription of [...this.#subscriptions.values()]) subscription.disconnected();
    const reason = describeEnding(ending);
    const retryDelayMs = this.size > 0 ? this.#retryDelayMs(ending, token) : undefined;
    this.config.onEvent({ type: 'disconnected', reason, retryDelayMs });
    if (retryDelayMs === undefined) return this.#giveUp(ending, reason);
    this.#phase = 'waiting';
    this.config.onState(this, 'reconnecting', reason);
    this.#wait = setTimeout(() => this.#connect('reconnecting'), retryDelayMs);
  }

  /** Milliseconds until the next attempt; `undefined` if there is to be none. */
  #retryDelayMs(ending: Ending, token: string | undefined): number | undefined {
    const decision = verdict(ending);
    if (decision === 'reauthorize' && ending.kind === 'refused') {
      // A refused token says nothing about the server's health, so the guard does not count it.
      this.#rejected = token;
      return this.#handshakes.refused(refusalOfEntries(ending.errors));
    }
    this.#flapGuard.ended(Date.now());
    return decision === 'retry' ? this.#flapGuard.waitMs(Math.random()) : undefined;
  }

  #giveUp(ending: Ending, reason: string): void {
    const wanted = this.#wanted();
    this.#rest(reason);
    const cause = ending.kind === 'unprepared' ? ending.error : ending;
    const errors = ending.kind === 'refused' ? ending.errors : [];
    for (const subscription of wanted) subscription.failed(reason, errors, cause);
  }

  /** Leaves nothing behind: no socket, no timer, no listener. */
  #rest(reason?: string): void {
    clearTimeout(this.#wait);
    clearTimeout(this.#linger);
    this.#ignoreWake();
    this.#socket?.close();
    this.#socket = undefined;
    for (const subscription of [...this.#subscriptions.values()]) subscription.disconnected();
    this.#subscriptions.clear();
    this.#attempt = 0;
    this.#phase = 'idle';
    this.config.onState(this, 'idle', reason);
  }

  /** Rests soon if nothing is subscribed: pages change, and the next one subscribes again. */
  #lingerUnused(): void {
    if (this.#phase === 'idle' || this.size > 0) return;
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => this.#rest(), this.config.lingerMs);
  }

  /** The network is back, or the device has woken up: what was waited for may be there, and what was there may be gone. */
  wake(): void {
    if (this.#phase === 'waiting') this.#connect('reconnecting');
    if (this.#phase === 'connected') this.#probe();
  }

  /**
   * Finds out whether the server is still there. The protocol has no ping, and keep-alives come too seldom: so one of the
   * subscriptions is started a second time, and stopped when that is acknowledged. Whatever comes meanwhile is an answer too.
   */
  #probe(): void {
    const live = this.#wanted().find(({ isLive }) => isLive);
    if (!live) return;
    this.#twin = String(++this.#lastId);
    this.#socket?.probe(live.twin(this.#twin), PROBE_TIMEOUT_MS);
  }

  identify(subscription: ServerSubscription): string {
    this.#subscriptions.delete(subscription.id);
    const id = String(++this.#lastId);
    this.#subscriptions.set(id, subscription);
    return id;
  }

  hasOthers(subscription: ServerSubscription): boolean {
    return this.#wanted().some((other) => other !== subscription && other.isLive);
  }

  forget(subscription: ServerSubscription): void {
    this.#subscriptions.delete(subscription.id);
  }

  #wanted(): ServerSubscription[] {
    return [...this.#subscriptions.values()].filter(({ isWanted }) => isWanted);
  }
}
