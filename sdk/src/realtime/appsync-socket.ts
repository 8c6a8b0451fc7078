import type { Ending } from './close-policy.ts';
import {
  handshake,
  realtimeUrl,
  tokenAuthorization,
  type Authorization,
  type WebSocketAuth,
} from './endpoint.ts';
import type { FindGraphQLHost, GraphQLHost } from './graphql-host.ts';
import { INIT_FRAME, readFrame, type ServerFrame } from './protocol.ts';

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
  /** Asked for each connection, and again while it is open. */
  readonly graphqlHost: FindGraphQLHost;
  readonly webSocketAuth: WebSocketAuth;
  /** Asked for each connection, so that a replaced global takes effect. */
  readonly webSocket: () => WebSocketConstructor;
  /** Returns an access token for the handshake. */
  readonly accessToken: () => string | Promise<string>;
  /** Whether a failure to get a token would happen again. */
  readonly isPermanent: (error: unknown) => boolean;
  /** Milliseconds to wait for `connection_ack`, from the first attempt to get a token, and for each `start_ack`. */
  readonly acknowledgeTimeoutMs: number;
}

/** Who is told what happens on a socket. */
export interface AppSyncSocketListener {
  /** A token for the handshake was obtained. */
  authorized(): void;
  /** graphql-ws wants the subscription with this key on the connection, which is acknowledged. */
  subscribed(key: string, socket: AppSyncSocket): void;
  received(frame: ServerFrame): void;
}

/** The `close` event that graphql-ws sees, with the reason in full. */
export interface AppSyncCloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly ending: Ending;
  /** The token of the handshake. */
  readonly token: string | undefined;
}

/**
 * - `preparing`: the token is being fetched, or the socket is opening
 * - `greeting`: open; `connection_ack` has not come
 * - `open`: acknowledged
 * - `ended`: over, for whatever reason
 */
type Phase = 'ended' | 'greeting' | 'open' | 'preparing';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const READY_STATES: Readonly<Record<Phase, number>> = {
  preparing: CONNECTING,
  greeting: OPEN,
  open: OPEN,
  ended: CLOSED,
};
/** "Service restart": of this code graphql-ws decides nothing by itself, but asks its `shouldRetry`. */
const ASK_FIRST = 1012;

/**
 * To graphql-ws a WebSocket that speaks graphql-transport-ws; on the wire a socket that speaks AppSync's real-time protocol, from its
 * token to its end. Frames are read in `protocol.ts`. It fetches the token itself: if graphql-ws did (its `url()`), a failure there
 * would hang all subscriptions for ever.
 */
export class AppSyncSocket {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;

  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: object }) => void) | null = null;
  onclose: ((event: AppSyncCloseEvent) => void) | null = null;
  /** graphql-ws takes an error event for fatal, so there is none: a close always follows. */
  onerror: ((event: unknown) => void) | null = null;

  readonly #config: AppSyncSocketConfig;
  readonly #listener: AppSyncSocketListener;
  #phase: Phase = 'preparing';
  #socket: WebSocketLike | undefined;
  #token: string | undefined;
  #host: GraphQLHost = { host: '' };
  /** The wait for the next question who answers. */
  #refresh: ReturnType<typeof setTimeout> | undefined;
  /** Milliseconds of silence after which the connection counts as dead. */
  #keepAliveMs = 0;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #received = 0;

  constructor(config: AppSyncSocketConfig, listener: AppSyncSocketListener) {
    this.#config = config;
    this.#listener = listener;
    // Not yet: who makes a WebSocket sets its handlers next, and would not hear what fails at once.
    void Promise.resolve().then(() => this.#open());
  }

  /** What identifies the caller on this connection: it is refused with another API's host. */
  authorization(token: string): Authorization {
    return tokenAuthorization(this.#host.host, token);
  }

  get readyState(): number {
    return READY_STATES[this.#phase];
  }

  /** Frames received so far: a number that has not grown since a frame was sent says that nobody may be there. */
  get received(): number {
    return this.#received;
  }

  async #open(): Promise<void> {
    if (this.#phase !== 'preparing') return;
    const { webSocket, accessToken, graphqlHost, isPermanent, acknowledgeTimeoutMs } = this.#config;
    this.#expect('connection_ack', acknowledgeTimeoutMs);
    let WebSocketImplementation: WebSocketConstructor;
    try {
      WebSocketImplementation = webSocket();
      [this.#token, this.#host] = await Promise.all([accessToken(), graphqlHost()]);
    } catch (error) {
      return this.#end({ kind: 'unprepared', error, permanent: isPermanent(error) });
    }
    if (this.#phase !== 'preparing') return;
    this.#listener.authorized();
    this.#connect(WebSocketImplementation, this.#token);
  }

  /** Follows the API when another Region has taken over while this connection, to the one before, is still open. */
  #watchHost(): void {
    const { host, refreshMs } = this.#host;
    if (this.#phase !== 'open' || !refreshMs) return;
    const ask = async (): Promise<void> => {
      this.#host = await this.#config.graphqlHost();
      if (this.#host.host !== host) this.close(ASK_FIRST, 'another Region answers');
      this.#watchHost();
    };
    this.#refresh = setTimeout(() => void ask(), refreshMs);
  }

  #connect(WebSocketImplementation: WebSocketConstructor, token: string): void {
    const { graphqlUrl, webSocketAuth } = this.#config;
    let parameters: ReturnType<typeof handshake>;
    try {
      const authorization = this.authorization(token);
      parameters = handshake(realtimeUrl(graphqlUrl), webSocketAuth, authorization);
    } catch (error) {
      // No URL, or no token: a token holds nothing that a header cannot.
      return this.#end({ kind: 'unprepared', error, permanent: true });
    }
    const { url, protocols, options } = parameters;
    try {
      const socket = new WebSocketImplementation(url, protocols, options as never);
      this.#socket = socket;
      socket.onopen = () => {
        this.#phase = 'greeting';
        this.onopen?.();
      };
      socket.onmessage = ({ data }: { data: unknown }) => this.#receive(readFrame(String(data)));
      // A close always follows.
      socket.onerror = () => {};
      socket.onclose = ({ code, reason }: { code: number; reason?: unknown }) =>
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

  #receive(frame: ServerFrame): void {
    this.#received++;
    if (this.#phase === 'open') this.#expect('ka', this.#keepAliveMs);
    if (frame.type === 'refused')
      return this.#end({ kind: 'refused', errors: frame.errors, movable: !!this.#host.refreshMs });
    if (frame.type === 'acknowledged') {
      this.#keepAliveMs = frame.timeoutMs;
      this.#expect('ka', frame.timeoutMs);
      const first = this.#phase !== 'open';
      this.#phase = 'open';
      if (first) {
        this.#watchHost();
        this.onmessage?.({ data: { type: 'connection_ack' } });
      }
    } else if (this.#phase === 'open') this.#listener.received(frame);
  }

  /** What graphql-ws says. Of its `complete` nothing is left to do: the subscription has sent its own `stop`, or will. */
  send(message: string): void {
    const { type, id } = JSON.parse(message) as { type: string; id: string };
    if (type === 'connection_init') this.#socket?.send(INIT_FRAME);
    if (type === 'subscribe' && this.#phase === 'open') this.#listener.subscribed(id, this);
  }

  /** Sends a frame of AppSync's. */
  sendFrame(frame: string): void {
    if (this.#phase === 'open') this.#socket?.send(frame);
  }

  /** Sends something that the server answers, and takes the connection for dead unless anything at all comes in time. */
  probe(frame: string, timeoutMs: number): void {
    this.sendFrame(frame);
    this.#expect('response to a probe', timeoutMs);
  }

  /** The server has not acknowledged a `start` in time. */
  startIsOverdue(): void {
    this.#end({ kind: 'silent', waitedFor: 'start_ack' });
  }

  /** graphql-ws is done with the connection. */
  close(code = 1000, reason = ''): void {
    this.#end({ kind: 'closed', code, reason });
  }

  #end(ending: Ending): void {
    if (this.#phase === 'ended') return;
    const socket = this.#socket;
    if (this.#release()) {
      // Nobody is there to answer a close; `ws` would wait for half a minute.
      if (ending.kind === 'silent' && socket?.terminate) socket.terminate();
      else socket?.close(1000);
    }
    this.onclose?.({ code: ASK_FIRST, reason: ending.kind, ending, token: this.#token });
  }

  /** Lets go of the socket, and returns whether it is still to be closed. */
  #release(): boolean {
    this.#phase = 'ended';
    clearTimeout(this.#watch);
    clearTimeout(this.#refresh);
    const socket = this.#socket;
    if (!socket) return false;
    socket.onopen = socket.onmessage = socket.onclose = null;
    return socket.readyState < CLOSING;
  }

  /** Ends the connection if nothing comes within the time. */
  #expect(waitedFor: 'response to a probe' | 'connection_ack' | 'ka', timeoutMs: number): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#end({ kind: 'silent', waitedFor }), timeoutMs);
  }
}
