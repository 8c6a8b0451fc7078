/**
 * The real-time protocol by hand: every frame that arrives waits in a queue, so that nothing is missed and nothing sleeps. Whoever waits for
 * what can no longer come, because the socket is closed, is told so.
 */
import WebSocket from 'ws';

export interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: Record<string, unknown>;
    readonly errors?: unknown;
    readonly connectionTimeoutMs?: number;
  };
}

export interface Close {
  readonly code: number;
  readonly reason: string;
}

export type Carrier = 'query' | 'subprotocol' | 'headers';

const base64Url = (text: string) => Buffer.from(text).toString('base64url');

export class RealtimeClient {
  readonly socket: WebSocket;
  readonly closed: Promise<Close>;
  readonly #opened: Promise<void>;
  readonly #frames: Frame[] = [];
  readonly #waiting: { matches: (frame: Frame) => boolean; resolve: (frame: Frame) => void }[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
    );
    this.#opened = new Promise((resolve) => socket.on('open', () => resolve()));
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data as Buffer)) as Frame;
      const waiting = this.#waiting.findIndex(({ matches }) => matches(frame));
      if (waiting === -1) this.#frames.push(frame);
      else this.#waiting.splice(waiting, 1)[0]?.resolve(frame);
    });
  }

  static open(
    url: string,
    authorization: object,
    carrier: Carrier = 'subprotocol',
    subprotocols = ['graphql-ws'],
  ): RealtimeClient {
    const encoded = JSON.stringify(authorization);
    switch (carrier) {
      case 'query':
        return new RealtimeClient(
          new WebSocket(
            `${url}?header=${encodeURIComponent(Buffer.from(encoded).toString('base64'))}&payload=e30=`,
            subprotocols,
          ),
        );
      case 'subprotocol':
        return new RealtimeClient(new WebSocket(url, [...subprotocols, `header-${base64Url(encoded)}`]));
      case 'headers':
        return new RealtimeClient(
          new WebSocket(url, subprotocols, { headers: authorization as Record<string, string> }),
        );
    }
  }

  /** Opens and waits for the acknowledgement. */
  static async connect(url: string, authorization: object, carrier?: Carrier): Promise<RealtimeClient> {
    const client = RealtimeClient.open(url, authorization, carrier);
    await client.opened();
    client.send({ type: 'connection_init' });
    await client.next('connection_ack');
    return client;
  }

  async opened(): Promise<void> {
    await this.#unlessClosed(this.#opened, 'it was open');
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  start(id: string, query: string, authorization: object, variables: object = {}): void {
    const data = JSON.stringify({ query, variables });
    this.send({ id, type: 'start', payload: { data, extensions: { authorization } } });
  }

  /** Starts and waits for what becomes of it: `start_ack` or `error`. */
  async subscribe(id: string, query: string, authorization: object, variables: object = {}): Promise<Frame> {
    this.start(id, query, authorization, variables);
    return await this.nextWhere(
      (frame) => frame.id === id && (frame.type === 'start_ack' || frame.type === 'error'),
    );
  }

  async next(type: string, id?: string): Promise<Frame> {
    return await this.nextWhere((frame) => frame.type === type && (id === undefined || frame.id === id));
  }

  async nextWhere(matches: (frame: Frame) => boolean): Promise<Frame> {
    const index = this.#frames.findIndex(matches);
    if (index >= 0) return this.#frames.splice(index, 1)[0] as Frame;
    const frame = new Promise<Frame>((resolve) => this.#waiting.push({ matches, resolve }));
    return await this.#unlessClosed(frame, `a frame came that fits ${matches.toString()}`);
  }

  async #unlessClosed<Value>(awaited: Promise<Value>, what: string): Promise<Value> {
    const ended = this.closed.then(({ code, reason }) => {
      throw new Error(`The socket was closed (${code} ${reason}) before ${what}.`);
    });
    return await Promise.race([awaited, ended]);
  }

  /** What has arrived and was not waited for. */
  pending(type: string): readonly Frame[] {
    return this.#frames.filter((frame) => frame.type === type);
  }

  close(): void {
    this.socket.close();
  }
}
