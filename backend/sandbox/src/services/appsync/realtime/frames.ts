/** The frames of AppSync's real-time protocol: AWS AppSync Developer Guide, "Building a real-time WebSocket client in AWS AppSync". */

/** What a client may send. Frames of any other type are answered with an UnsupportedOperation error. */
export interface ClientFrame {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: unknown;
}

export interface FrameError {
  readonly errorType?: string;
  readonly message: string;
  readonly errorCode?: number;
  readonly [detail: string]: unknown;
}

export const frames = {
  connectionAck: (connectionTimeoutMs: number) =>
    JSON.stringify({ type: 'connection_ack', payload: { connectionTimeoutMs } }),
  keepAlive: () => '{"type":"ka"}',
  startAck: (id: string) => JSON.stringify({ type: 'start_ack', id }),
  complete: (id: string) => JSON.stringify({ type: 'complete', id }),
  /** `payload` is already JSON: one push goes to many subscribers. */
  data: (id: string, payload: string) => `{"id":${JSON.stringify(id)},"type":"data","payload":${payload}}`,
  error: (id: string | undefined, errors: readonly FrameError[] | FrameError) =>
    JSON.stringify({ ...(id === undefined ? {} : { id }), type: 'error', payload: { errors } }),
  connectionError: (error: FrameError) =>
    JSON.stringify({ type: 'connection_error', payload: { errors: [error] } }),
};

/** AWS AppSync endpoints and quotas. */
export const realtimeLimits = {
  subscriptionsPerConnection: 100,
  payloadBytes: 240 * 1024,
  connectionMs: 24 * 60 * 60 * 1000,
  connectionTimeoutMs: 300_000,
  keepAliveMs: 60_000,
} as const;
