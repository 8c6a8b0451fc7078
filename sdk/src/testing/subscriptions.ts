import { ws, type WebSocketHandler } from 'msw';
import { DEFAULT_KEEP_ALIVE_TIMEOUT_MS } from '../realtime/protocol.ts';
import { realtimeUrl } from '../realtime/endpoint.ts';
import { appSyncError } from './graphql-error.ts';
import { graphqlLibrary } from './graphql-library.ts';

/** What a subscription of a field receives. */
export type Pushes = (info: {
  readonly args: Readonly<Record<string, unknown>>;
}) => Iterable<unknown> | AsyncIterable<unknown>;

/** The side of a WebSocket that msw gives to a handler. */
interface Client {
  send(data: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** One connection has one conversation, whichever handlers it met: they are asked in msw's order. */
const conversations = new WeakMap<object, Conversation>();

/** Speaks AppSync's real-time protocol (see `realtime/protocol.ts`) with whoever connects. */
export function subscriptionHandler(
  graphqlUrl: string,
  pushes: Readonly<Record<string, Pushes>>,
): WebSocketHandler {
  return ws.link(realtimeUrl(graphqlUrl)).addEventListener('connection', ({ client }) => {
    const known = conversations.get(client);
    if (known !== undefined) return known.add(pushes);
    const conversation = new Conversation(client as Client);
    conversations.set(client, conversation);
    conversation.add(pushes);
  });
}

interface ClientFrame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly data?: string };
}

class Conversation {
  readonly #client: Client;
  readonly #pushes: Readonly<Record<string, Pushes>>[] = [];
  readonly #live = new Map<string, AsyncIterator<unknown>>();

  constructor(client: Client) {
    this.#client = client;
    client.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as ClientFrame;
      if (frame.type === 'connection_init')
        this.#send({
          type: 'connection_ack',
          payload: { connectionTimeoutMs: DEFAULT_KEEP_ALIVE_TIMEOUT_MS },
        });
      if (frame.type === 'start') void this.#start(frame.id ?? '', frame.payload?.data ?? '{}');
      if (frame.type === 'stop') this.#stop(frame.id ?? '');
    });
    client.addEventListener('close', () => [...this.#live.keys()].forEach((id) => this.#end(id)));
  }

  add(pushes: Readonly<Record<string, Pushes>>): void {
    this.#pushes.push(pushes);
  }

  #send(frame: object): void {
    this.#client.send(JSON.stringify(frame));
  }

  async #start(id: string, data: string): Promise<void> {
    const { query, variables } = JSON.parse(data) as { query: string; variables?: Record<string, unknown> };
    const { graphql, schema } = await graphqlLibrary();
    let results;
    try {
      const document = graphql.parse(query);
      const wrong = graphql.validate(schema, document);
      if (wrong.length > 0) return this.#refuse(id, wrong);
      results = await graphql.subscribe({
        schema,
        document,
        variableValues: variables,
        subscribeFieldResolver: (_root, args, _context, { fieldName }) =>
          this.#events(fieldName, args as Readonly<Record<string, unknown>>),
      });
    } catch (error) {
      return this.#refuse(id, [error as Error]);
    }
    if (!(Symbol.asyncIterator in results)) return this.#refuse(id, results.errors ?? []);
    this.#send({ type: 'start_ack', id });
    this.#live.set(id, results);
    // A subscription stays live when there is nothing more to push.
    for await (const payload of results) if (this.#live.has(id)) this.#send({ type: 'data', id, payload });
  }

  async *#events(field: string, args: Readonly<Record<string, unknown>>): AsyncGenerator<unknown> {
    const pushes = this.#pushes.find((own) => field in own)?.[field];
    for await (const event of pushes?.({ args }) ?? []) yield { [field]: event };
  }

  #refuse(id: string, errors: readonly Error[]): void {
    this.#send({ type: 'error', id, payload: { errors: errors.map(appSyncError) } });
  }

  #stop(id: string): void {
    this.#end(id);
    this.#send({ type: 'complete', id });
  }

  #end(id: string): void {
    // A generator that waits for its next event ends when that comes; nobody waits for it.
    void this.#live.get(id)?.return?.();
    this.#live.delete(id);
  }
}
