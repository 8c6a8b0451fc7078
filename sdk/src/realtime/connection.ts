import type { AppSyncCloseEvent, AppSyncSocket, AppSyncSocketConfig } from './appsync-socket.ts';
import { describeEnding, verdict, type Ending } from './close-policy.ts';
import type { ConnectionState } from './connection-state.ts';
import { createFlapGuard } from './flap-guard.ts';
import { stopFrame, type Operation, type ServerFrame } from './protocol.ts';
import { ReconnectingClient } from './reconnecting-client.ts';
import { createRefusalPolicy, refusalOfEntries } from './refusal.ts';
import { ServerSubscription, type SubscriptionConfig, type SubscriptionHost } from './server-subscription.ts';
import type { SubscriptionSink } from './sink.ts';
import { createStartPace } from './start-pace.ts';
import { onWake } from './wake-events.ts';

export interface ConnectionConfig extends Omit<AppSyncSocketConfig, 'accessToken'>, SubscriptionConfig {
  readonly onState: (connection: Connection, state: ConnectionState, reason?: string) => void;
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

interface Wanted {
  readonly subscription: ServerSubscription;
  /** Has graphql-ws start it no more. */
  release: () => void;
}

/** One socket, however often it is opened anew, and the subscriptions on it. graphql-ws opens and starts; when and whether is said here. */
export class Connection implements SubscriptionHost {
  readonly config: ConnectionConfig;
  readonly pace = createStartPace();
  readonly #flapGuard = createFlapGuard();
  readonly #handshakes: ReturnType<typeof createRefusalPolicy>;
  /** Subscriptions that somebody listens to, by graphql-ws's key. */
  readonly #wanted = new Map<string, Wanted>();
  /** All subscriptions, by AppSync's id: those that are left before `start_ack` too. */
  readonly #started = new Map<string, ServerSubscription>();
  #phase: Phase = 'idle';
  #client: ReconnectingClient | undefined;
  #socket: AppSyncSocket | undefined;
  /** The token that the last handshake was refused with. */
  #rejected: string | undefined;
  #attempt = 0;
  #lastId = 0;
  /** The second start of a subscription that a probe has sent. */
  #twin: string | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #ignoreWake = (): void => {};

  constructor(config: ConnectionConfig) {
    this.config = config;
    this.#handshakes = createRefusalPolicy(config.tokenIsReplaceable);
  }

  /** Subscriptions on it now. */
  get size(): number {
    return this.#wanted.size;
  }

  /** Returns a function that ends the subscription; the sink hears nothing more. */
  subscribe(operation: Operation, sink: SubscriptionSink): () => void {
    clearTimeout(this.#linger);
    const subscription = new ServerSubscription(this, operation, sink);
    const wanted: Wanted = { subscription, release: () => {} };
    this.#wanted.set(subscription.key, wanted);
    if (!this.#client) this.#begin();
    if (this.#client) wanted.release = this.#client.subscribe(subscription.key, operation.query);
    return () => {
      if (!subscription.isWanted) return;
      subscription.end();
      this.#release(subscription);
      this.#lingerUnused();
    };
  }

  /** Closes the socket; its subscriptions fail. */
  close(): void {
    const subscriptions = this.#subscriptions();
    this.#rest();
    for (const subscription of subscriptions) subscription.failed('the client was closed', []);
  }

  #begin(): void {
    this.#ignoreWake = onWake(() => this.wake());
    const accessToken = () => this.config.accessToken(this.#rejected);
    this.#client = new ReconnectingClient(
      { ...this.config, accessToken },
      {
        connecting: () => this.#connecting(),
        authorized: () =>
          this.config.onEvent({
            type: 'token',
            operation: 'connection',
            replaces: this.#rejected !== undefined,
          }),
        connected: (socket) => this.#connected(socket),
        subscribed: (key, socket) => this.#wanted.get(key)?.subscription.connected(socket),
        received: (frame) => this.#received(frame),
        closed: (event) => this.#closed(event),
      },
    );
    this.#client.start();
  }

  #connecting(): void {
    const state = this.#phase === 'idle' ? 'connecting' : 'reconnecting';
    this.#phase = 'connecting';
    this.config.onState(this, state);
    this.config.onEvent({ type: 'connecting', attempt: ++this.#attempt });
  }

  #connected(socket: AppSyncSocket): void {
    this.#socket = socket;
    this.#phase = 'connected';
    this.#attempt = 0;
    this.#rejected = undefined;
    this.#handshakes.accepted();
    this.#flapGuard.connected(Date.now());
    this.config.onState(this, 'connected');
    this.config.onEvent({ type: 'connected' });
    this.#lingerUnused();
  }

  #received(frame: ServerFrame): void {
    if (!('id' in frame)) return;
    if (frame.id === this.#twin) {
      if (frame.type === 'started') this.#socket?.sendFrame(stopFrame(frame.id));
      return;
    }
    const subscription = this.#started.get(frame.id);
    if (frame.type === 'started') subscription?.acknowledged();
    if (frame.type === 'data') subscription?.pushed(frame.payload);
    if (frame.type === 'failed') subscription?.refused(frame.errors);
    if (frame.type === 'completed') subscription?.completed();
    if (frame.type !== 'data') this.#lingerUnused();
  }

  /** Returns the milliseconds until the next attempt; `undefined` if there is to be none. */
  #closed({ ending, token }: AppSyncCloseEvent): number | undefined {
    this.#socket = undefined;
    for (const subscription of [...this.#started.values()]) subscription.disconnected();
    const reason = describeEnding(ending);
    const retryDelayMs = this.size > 0 ? this.#retryDelayMs(ending, token) : undefined;
    this.config.onEvent({ type: 'disconnected', reason, retryDelayMs });
    if (retryDelayMs === undefined) this.#giveUp(ending, reason);
    else {
      this.#phase = 'waiting';
      this.config.onState(this, 'reconnecting', reason);
    }
    return retryDelayMs;
  }

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
    const subscriptions = this.#subscriptions();
    this.#rest(reason);
    const cause = ending.kind === 'unprepared' ? ending.error : ending;
    const errors = ending.kind === 'refused' ? ending.errors : [];
    for (const subscription of subscriptions) subscription.failed(reason, errors, cause);
  }

  /** Leaves nothing behind: no socket, no timer, no listener. */
  #rest(reason?: string): void {
    clearTimeout(this.#linger);
    this.#ignoreWake();
    this.#client?.end();
    this.#client = undefined;
    this.#socket = undefined;
    for (const subscription of [...this.#started.values()]) subscription.disconnected();
    this.#started.clear();
    this.#wanted.clear();
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
    if (this.#phase === 'waiting') this.#client?.hurry();
    if (this.#phase === 'connected') this.#probe();
  }

  /**
   * Finds out whether the server is still there. The protocol has no ping, and keep-alives come too seldom: so one of the
   * subscriptions is started a second time, and stopped when that is acknowledged. Whatever comes meanwhile is a response too.
   */
  #probe(): void {
    const live = this.#subscriptions().find(({ isLive }) => isLive);
    const socket = this.#socket;
    if (!live || !socket) return;
    this.#twin = String(++this.#lastId);
    socket.probe(live.twin(this.#twin, socket), PROBE_TIMEOUT_MS);
  }

  identify(subscription: ServerSubscription): string {
    this.#started.delete(subscription.id);
    const id = String(++this.#lastId);
    this.#started.set(id, subscription);
    return id;
  }

  hasOthers(subscription: ServerSubscription): boolean {
    return this.#subscriptions().some((other) => other !== subscription && other.isLive);
  }

  forget(subscription: ServerSubscription): void {
    this.#started.delete(subscription.id);
    this.#release(subscription);
  }

  #release({ key }: ServerSubscription): void {
    this.#wanted.get(key)?.release();
    this.#wanted.delete(key);
  }

  #subscriptions(): ServerSubscription[] {
    return [...this.#wanted.values()].map(({ subscription }) => subscription);
  }
}
