import { createClient, type Client } from 'graphql-ws/client';
import {
  AppSyncSocket,
  type AppSyncCloseEvent,
  type AppSyncSocketConfig,
  type AppSyncSocketListener,
} from './appsync-socket.ts';

/*! Carries graphql-ws: MIT License, Copyright (c) 2020 Denis Badurina (https://the-guild.dev/graphql/ws) */

/** Who is told what becomes of the connection, and decides whether there is to be another. */
export interface ReconnectingClientListener extends AppSyncSocketListener {
  /** A socket is about to be opened. */
  connecting(): void;
  /** It is acknowledged; `subscribed` follows for each subscription. */
  connected(socket: AppSyncSocket): void;
  /** It ended, or could not be made. Returns the milliseconds until the next attempt; `undefined` if there is to be none. */
  closed(event: AppSyncCloseEvent): number | undefined;
}

/**
 * graphql-ws's client on sockets that speak AppSync's protocol: it holds one connection, opens it again, and starts on each new one all
 * subscriptions that it has. What a subscription receives does not pass through it.
 *
 * It lives from a first subscription until nothing is wanted of it any more: it is not `lazy`, so graphql-ws itself never ends a
 * connection because nothing is subscribed. Whoever owns it does that by `end`, in every phase, at its own time.
 */
export class ReconnectingClient {
  readonly #config: AppSyncSocketConfig;
  readonly #listener: ReconnectingClientListener;
  #client: Client | undefined;
  #over = false;
  #key = '';
  #retryDelayMs: number | undefined;
  /** Begins the next attempt now. */
  #hurry = (): void => {};
  #wait: ReturnType<typeof setTimeout> | undefined;

  constructor(config: AppSyncSocketConfig, listener: ReconnectingClientListener) {
    this.#config = config;
    this.#listener = listener;
  }

  /** Begins the first connection. */
  start(): void {
    const config = this.#config;
    const listener = this.#listener;
    const isOver = (): boolean => this.#over;
    this.#client = createClient({
      // The socket class knows where to connect; graphql-ws only needs to be told something.
      url: 'wss://appsync',
      webSocketImpl: class extends AppSyncSocket {
        constructor() {
          super(config, listener);
          if (isOver()) this.close();
        }
      },
      lazy: false,
      // `closed` has said so.
      onNonLazyError: () => {},
      generateID: () => this.#key,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => this.#retryDelayMs !== undefined,
      retryWait: () => this.#pause(),
      on: {
        connecting: () => this.#over || listener.connecting(),
        connected: (socket) => this.#over || listener.connected(socket as AppSyncSocket),
        closed: (event) => {
          // `terminate` says it too, of a connection whose end is no news.
          if (!this.#over) this.#retryDelayMs = listener.closed(event as AppSyncCloseEvent);
        },
      },
    });
    // Somebody who was told "connecting" may have wanted none.
    if (this.#over) this.#dispose();
  }

  /** Has the subscription started on each connection. Returns a function that ends that. */
  subscribe(key: string, query: string): () => void {
    this.#key = key;
    const sink = { next: () => {}, error: () => {}, complete: () => {} };
    return this.#client?.subscribe({ query }, sink) ?? (() => {});
  }

  /** Begins the next attempt, if it is waited for. */
  hurry(): void {
    this.#hurry();
  }

  /** Closes the connection, or gives up waiting for it, for good. The listener hears nothing more. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#wait);
    this.#hurry = () => {};
    this.#dispose();
  }

  /** `dispose` first: after `terminate` alone graphql-ws would connect again. */
  #dispose(): void {
    // It waits for an attempt under way, and rejects when that fails: which is what is wanted.
    Promise.resolve(this.#client?.dispose()).catch(() => {});
    this.#client?.terminate();
  }

  /** One that is given up is never over: graphql-ws would connect once more after it. */
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#hurry = () => {
        clearTimeout(this.#wait);
        resolve();
      };
      this.#wait = setTimeout(resolve, this.#retryDelayMs);
    });
  }
}
