import type { Ending } from './close-policy.ts';
import { handshake, realtimeUrl, tokenAuthorization, type WebSocketAuth } from './endpoint.ts';
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
  /** AppSync's own host, where it differs from that of the URL. */
  readonly graphqlHost?: string | undefined;
  readonly webSocketAuth: WebSocketAuth;
  /** Asked for each connection, so that a replaced global takes effect. */
  readonly webSocket: () => WebSocketConstructor;
  /** Returns an access token; `rejected` is one that AppSync has just refused. */
  readonly accessToken: (rejected: string | undefined) => string | Promise<string>;
  /** Whether a failure to get a token would happen again. */
  readonly isPermanent: (error: unknown) => boolean;
  /** Milliseconds to wait for `connection_ack`, from the first attempt to get a token, and for each `start_ack`. */
  readonly acknowledgeTimeoutMs: number;
}

/** Who is told what happens on a socket. After `ended` nothing follows. */
export interface AppSyncSocketListener {
  /** A token for the handshake was obtained. */
  authorized(): void;
  acknowledged(): void;
  received(frame: ServerFrame): void;
  ended(ending: Ending): void;
}

/**
 * - `preparing`: the token is being fetched, or the socket is opening
 * - `greeting`: `connection_init` is sent, `connection_ack` has not come
 * - `open`: acknowledged
 * - `ended`: over, for whatever reason
 */
type Phase = 'ended' | 'greeting' | 'open' | 'preparing';
/** WebSocket's `readyState` of a socket that has been asked to close. */
const CLOSING = 2;

/** One socket that speaks AppSync's real-time protocol, from its token to its end. Frames are read in `protocol.ts`. */
export class AppSyncSocket {
  readonly #config: AppSyncSocketConfig;
  readonly #listener: AppSyncSocketListener;
  #phase: Phase = 'preparing';
  #socket: WebSocketLike | undefined;
  #token: string | undefined;
  /** Milliseconds of silence after which the connection counts as dead. */
  #keepAliveMs = 0;
  #watch: ReturnType<typeof setTimeout> | undefined;
  /** Frames received so far. */
  #received = 0;

  constructor(config: AppSyncSocketConfig, listener: AppSyncSocketListener) {
    this.#config = config;
    this.#listener = listener;
  }

  /** The token of the handshake. */
  get token(): string | undefined {
    return this.#token;
  }

  /** Frames received so far: a number that has not grown since a frame was sent says that nobody may be there. */
  get received(): number {
    return this.#received;
  }

  /** @param rejected - the token that AppSync refused last. */
  async open(rejected: string | undefined): Promise<void> {
    const { webSocket, accessToken, isPermanent, acknowledgeTimeoutMs } = this.#config;
    this.#expect('connection_ack', acknowledgeTimeoutMs);
    let WebSocketImplementation: WebSocketConstructor;
    try {
      WebSocketImplementation = webSocket();
      this.#token = await accessToken(rejected);
    } catch (error) {
      return this.#end({ kind: 'unprepared', error, permanent: isPermanent(error) });
    }
    if (this.#phase !== 'preparing') return;
    this.#listener.authorized();
    this.#connect(WebSocketImplementation, this.#token);
  }

  #connect(WebSocketImplementation: WebSocketConstructor, token: string): void {
    const { graphqlUrl, graphqlHost, webSocketAuth } = this.#config;
    let parameters: ReturnType<typeof handshake>;
    try {
      const authorization = tokenAuthorization(graphqlUrl, token, graphqlHost);
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
        socket.send(INIT_FRAME);
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
    if (frame.type === 'refused') return this.#end({ kind: 'refused', errors: frame.errors });
    if (frame.type === 'acknowledged') {
      this.#keepAliveMs = frame.timeoutMs;
      this.#expect('ka', frame.timeoutMs);
      const first = this.#phase !== 'open';
      this.#phase = 'open';
      if (first) this.#listener.acknowledged();
    } else if (this.#phase === 'open') this.#listener.received(frame);
  }

  send(frame: string): void {
    if (this.#phase === 'open') this.#socket?.send(frame);
  }

  /** Sends something that the server answers, and takes the connection for dead unless anything at all comes in time. */
  probe(frame: string, timeoutMs: number): void {
    this.send(frame);
    this.#expect('answer to a probe', timeoutMs);
  }

  /** The server has not acknowledged a `start` in time. */
  startIsOverdue(): void {
    this.#end({ kind: 'silent', waitedFor: 'start_ack' });
  }

  /** Closes the socket; the listener hears nothing more. */
  close(): void {
    if (this.#release()) this.#socket?.close(1000);
  }

  #end(ending: Ending): void {
    if (this.#phase === 'ended') return;
    const socket = this.#socket;
    if (this.#release()) {
      // Nobody is there to answer a close; `ws` would wait for half a minute.
      if (ending.kind === 'silent' && socket?.terminate) socket.terminate();
      else socket?.close(1000);
    }
    this.#listener.ended(ending);
  }

  /** Lets go of the socket, and returns whether it is still to be closed. */
  #release(): boolean {
    this.#phase = 'ended';
    clearTimeout(this.#watch);
    const socket = this.#socket;
    if (!socket) return false;
    socket.onopen = socket.onmessage = socket.onclose = null;
    return socket.readyState < CLOSING;
  }

  /** Ends the connection if nothing comes within the time. */
  #expect(waitedFor: 'answer to a probe' | 'connection_ack' | 'ka', timeoutMs: number): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#end({ kind: 'silent', waitedFor }), timeoutMs);
  }
}
