import { channel } from 'node:diagnostics_channel';

/** The hops a request passes, by the names AWS gives them. */
export type HopName =
  | 'api-gateway'
  | 'appsync'
  | 'cognito'
  | 'dynamodb'
  | 'dynamodb-stream'
  | 'eventbridge'
  | 'iot'
  | 'lambda'
  | 's3'
  | 'sns'
  | 'sqs';

/** What one hop did: `detail` is for a person to read and carries no token, secret or personal data. */
export interface Hop {
  readonly hop: HopName;
  readonly detail: string;
  /** How long the hop took, what it called included. */
  readonly milliseconds: number;
  /** The gateway's request id, where the hop knows it. */
  readonly requestId?: string;
  /** What a hop's messages and events were caused by, as the logs name it (`correlation_id`), where the hop knows it. */
  readonly correlationIds?: readonly string[];
  /** What a table charges for it, in capacity units of the table and its indexes. */
  readonly units?: CapacityUnits;
  /** Of the body that a door sent, compressed if it was. */
  readonly bytes?: number;
}

/** Capacity units, read and written, of a table and its indexes together. */
export interface CapacityUnits {
  readonly read: number;
  readonly write: number;
}

const hops = channel('northwind.sandbox.hop');

/** Publishes a hop; costs nothing while nobody listens (node:diagnostics_channel). */
export function traceHop(hop: Hop): void {
  if (hops.hasSubscribers) hops.publish(hop);
}

/** Whether anybody listens: what only a trace needs is worked out only then. */
export const isTraced = (): boolean => hops.hasSubscribers;

/** Calls `listener` for every hop until the returned function is called. */
export function onHop(listener: (hop: Hop) => void): () => void {
  const handler = (message: unknown): void => listener(message as Hop);
  hops.subscribe(handler);
  return () => hops.unsubscribe(handler);
}
