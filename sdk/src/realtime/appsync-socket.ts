import { isUnauthorized, verdict, type Ending, type Verdict } from './close-policy.ts';
import { handshake, realtimeUrl, tokenAuthorization, type Carrier } from './endpoint.ts';
import { INIT_FRAME, readFrame, startFrame, stopFrame, type Operation } from './protocol.ts';

/** What this package needs of a WebSocket: the part that browsers, Node 22 and the npm package `ws` have in common. */
export interface WebSocketLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  /** Of `ws` only: ends it without a word. */
  terminate?(): void;
}

/** Constructor of a WebSocket. */
export type WebSocketConstructor = new (
  url: string,
  protocols?: string | string[],
  options?: never,
) => WebSocketLike;

export interface AppSyncSocketConfig {
  readonly graphqlUrl: string;
  /** AppSync's own host, where it differs from that of the URL. */
  readonly graphqlHost?: string | undefined;
  readonly carrier: Carrier;
  /** Asked for each connection, so that a replaced global takes effect. */
  readonly webSocket: () => WebSocketConstructor;
  /** Returns an access token; `rejected` is one that AppSync has just refused. */
  readonly accessToken: (rejected: string | undefined) => string | Promise<string>;
  /** Whether a failure to get a token would happen again. */
  readonly isPermanent: (error: unknown) => boolean;
  /** A subscription is live on the server. Called again after each reconnection. */
  readonly onStarted: (id: string) => void;
  /** Milliseconds to wait for `connection_ack`, from the first attempt to get a token, and for each `start_ack`. */
  readonly acknowledgeTimeoutMs: number;
}

/** The `close` event that graphql-ws sees: like a WebSocket's, with the reason in full. */
export interface CloseEventLike {
  readonly code: number;
  readonly reason: string;
  readonly ending?: Ending;
  readonly verdict?: Verdict;
}

/** Close codes for graphql-ws, which decides by them: 1012 it retries after a wait, 4400 it reports, 1000 is its own wish. */
const CODE_OF: Readonly<Record<Verdict, number>> = { retry: 1012, reauthorize: 1012, 'give-up': 4400 };
/** So many tokens in a row may be refused: one may expire on the way, and the next while it waits, but not every one. */
const REFUSALS = 3;
const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

interface Subscription {
  /**
   * - `waiting`: the token for its `start` is being fetched
   * - `sent`: `start` is sent, `start_ack` has not come
   * - `live`: acknowledged
   * - `unwanted`: stopped before `start_ack`; `stop` follows it
   */
  stage: 'live' | 'sent' | 'unwanted' | 'waiting';
  token?: string;
  /** Runs while `start_ack` is waited for. */
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * Makes a class that looks like a WebSocket speaking graphql-transport-ws, for graphql-ws's `webSocketImpl`, and speaks AppSync's
 * real-time protocol on a real WebSocket. The translation itself is in `protocol.ts`, what an ending means in `close-policy.ts`.
 *
 * The class fetches the token itself: if graphql-ws did it (its `url()`), a failure there would hang the subscription for ever.
 */
export function createAppSyncSocketClass(config: AppSyncSocketConfig): new () => object {
  /** The token that AppSync refused last; the next one must be another. Kept from one socket of the connection to the next. */
  let rejected: string | undefined;
  let refusedInARow = 0;

  const judge = (ending: Ending, token: string | undefined): Verdict => {
    const decision = verdict(ending);
    if (decision !== 'reauthorize') return decision;
    rejected = token;
    return ++refusedInARow >= REFUSALS ? 'give-up' : decision;
  };

  return class AppSyncSocket {
    static readonly CONNECTING = CONNECTING;
    static readonly OPEN = OPEN;
    static readonly CLOSING = CLOSING;
    static readonly CLOSED = CLOSED;

    readyState = CONNECTING;
    onopen: (() => void) | null = null;
    onclose: ((event: CloseEventLike) => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    /** graphql-ws takes an error event for fatal, so none is ever forwarded: a close always follows. */
    onerror: ((event: unknown) => void) | null = null;

    #socket: WebSocketLike | undefined;
    #token: string | undefined;
    /** Milliseconds of silence after which the connection counts as dead; undefined before the acknowledgement. */
    #keepAliveMs: number | undefined;
    #watch: ReturnType<typeof setTimeout> | undefined;
    readonly #subscriptions = new Map<string, Subscription>();

    constructor() {
      this.#expect('connection_ack', config.acknowledgeTimeoutMs);
      void this.#open();
    }

    async #open(): Promise<void> {
      let WebSocketImplementation: WebSocketConstructor;
      try {
        WebSocketImplementation = config.webSocket();
        this.#token = await config.accessToken(rejected);
      } catch (error) {
        return this.#end({ kind: 'unprepared', error, permanent: config.isPermanent(error) });
      }
      if (this.readyState !== CONNECTING) return;
      const { graphqlUrl, graphqlHost, carrier } = config;
      let parameters: ReturnType<typeof handshake>;
      try {
        const authorization = tokenAuthorization(graphqlUrl, this.#token, graphqlHost);
        parameters = handshake(realtimeUrl(graphqlUrl), carrier, authorization);
      } catch (error) {
        // No URL, or no token: a token holds nothing that a header cannot.
        return this.#end({ kind: 'unprepared', error, permanent: true });
      }
      const { url, protocols, options } = parameters;
      try {
        const socket = new WebSocketImplementation(url, protocols, options as never);
        this.#socket = socket;
        socket.onopen = () => {
          if (this.readyState !== CONNECTING) return;
          this.readyState = OPEN;
          this.onopen?.();
        };
        socket.onmessage = ({ data }: { data: unknown }) => this.#receive(String(data));
        socket.onerror = () => {};
        socket.onclose = ({ code, reason }: CloseEventLike) =>
          this.#end({ kind: 'closed', code, reason: String(reason ?? '') });
      } catch (error) {
        // A page's content security policy, say, makes the constructor throw.
        this.#end({
          kind: 'closed',
          code: 1006,
          // Browsers quote the URL or the subprotocol in it, and one of them holds the token.
          reason: `${(error as Error | undefined)?.name ?? 'an error'} while opening the WebSocket`,
        });
      }
    }

    #receive(text: string): void {
      if (this.readyState !== OPEN) return;
      if (this.#keepAliveMs !== undefined) this.#expect('ka', this.#keepAliveMs);
      const frame = readFrame(text);
      switch (frame.type) {
        case 'acknowledged':
          rejected = undefined;
          refusedInARow = 0;
          this.#keepAliveMs = frame.timeoutMs;
          this.#expect('ka', frame.timeoutMs);
          return this.#emit({ type: 'connection_ack' });
        case 'refused':
          return this.#end({ kind: 'refused', errors: frame.errors });
        case 'started': {
          const subscription = this.#subscriptions.get(frame.id);
          if (!subscription) return;
          clearTimeout(subscription.timer);
          rejected = undefined;
          if (subscription.stage === 'unwanted') return this.#stop(frame.id);
          subscription.stage = 'live';
          return config.onStarted(frame.id);
        }
        case 'data':
          return this.#emit({ id: frame.id, type: 'next', payload: frame.payload });
        case 'failed':
          // The token may have expired on the way: whoever starts next, or this one again, asks for another.
          if (frame.errors.some(isUnauthorized)) rejected = this.#subscriptions.get(frame.id)?.token;
          this.#forget(frame.id);
          return this.#emit({ id: frame.id, type: 'error', payload: frame.errors });
        case 'completed':
          this.#forget(frame.id);
          return this.#emit({ id: frame.id, type: 'complete' });
        case 'keep-alive':
        case 'unknown':
          return;
      }
    }

    /** What graphql-ws sends. */
    send(data: string): void {
      const message = JSON.parse(data) as { type: string; id: string; payload: Operation };
      if (message.type === 'connection_init') this.#socket?.send(INIT_FRAME);
      if (message.type === 'subscribe') void this.#start(message.id, message.payload);
      if (message.type === 'complete') this.#complete(message.id);
    }

    async #start(id: string, operation: Operation): Promise<void> {
      const subscription: Subscription = { stage: 'waiting' };
      this.#subscriptions.set(id, subscription);
      try {
        // Not the handshake's token: a connection lives for up to a day, a token for an hour.
        subscription.token = await config.accessToken(rejected);
      } catch (error) {
        return this.#end({ kind: 'unprepared', error, permanent: config.isPermanent(error) });
      }
      if (this.readyState !== OPEN || this.#subscriptions.get(id) !== subscription) return;
      subscription.stage = 'sent';
      subscription.timer = setTimeout(
        () => this.#end({ kind: 'silent', waitedFor: 'start_ack' }),
        config.acknowledgeTimeoutMs,
      );
      this.#socket?.send(
        startFrame(
          id,
          operation,
          tokenAuthorization(config.graphqlUrl, subscription.token, config.graphqlHost),
        ),
      );
    }

    #complete(id: string): void {
      const subscription = this.#subscriptions.get(id);
      if (subscription?.stage === 'live') return this.#stop(id);
      if (subscription?.stage === 'sent') subscription.stage = 'unwanted';
      else this.#forget(id);
    }

    #stop(id: string): void {
      this.#forget(id);
      this.#socket?.send(stopFrame(id));
    }

    #forget(id: string): void {
      clearTimeout(this.#subscriptions.get(id)?.timer);
      this.#subscriptions.delete(id);
    }

    /** graphql-ws is done with the connection. */
    close(code = 1000, reason = ''): void {
      this.#finish({ code, reason });
    }

    /** The connection is over, for whatever reason but graphql-ws's own wish. */
    #end(ending: Ending): void {
      if (this.readyState === CLOSED) return;
      const decision = judge(ending, this.#token);
      this.#finish({ code: CODE_OF[decision], reason: ending.kind, ending, verdict: decision });
    }

    #finish(event: CloseEventLike): void {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      clearTimeout(this.#watch);
      for (const id of [...this.#subscriptions.keys()]) this.#forget(id);
      const socket = this.#socket;
      if (socket) {
        socket.onopen = socket.onmessage = socket.onclose = null;
        // Nobody is there to answer a close; `ws` would wait for half a minute.
        if (event.ending?.kind === 'silent' && socket.terminate) socket.terminate();
        else if (socket.readyState < CLOSING) socket.close(1000);
      }
      this.onclose?.(event);
    }

    /** Ends the connection if nothing comes within the time. */
    #expect(waitedFor: 'connection_ack' | 'ka', timeoutMs: number): void {
      clearTimeout(this.#watch);
      this.#watch = setTimeout(() => this.#end({ kind: 'silent', waitedFor }), timeoutMs);
    }

    #emit(message: object): void {
      this.onmessage?.({ data: message });
    }
  };
}
