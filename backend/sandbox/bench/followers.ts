/** Two ways to follow a locker: the SDK's stream, which loses nothing, and the bare protocol, which is the least it could cost. */
import { OnLockerEventDocument } from '@northwind/sdk/graphql';
import { RealtimeClient } from '../test/appsync/realtime-client.ts';
import type { Administrator } from './parties.ts';
import type { SandboxProcess } from './sandbox-process.ts';

/** Told of each event, in the moment in which a program has it in hand. */
export type OnEvent = (lockerId: string, deviceSequence: number) => void;

export interface Follower {
  close(): Promise<void>;
}

/** Resolves when the stream has its beginning, so that the next report is the first event. */
export async function followWithSdk(
  { northwind }: Administrator,
  lockerId: string,
  onEvent: OnEvent,
): Promise<Follower> {
  const controller = new AbortController();
  const stream = northwind.live.lockerEvents({ lockerId, signal: controller.signal });
  const following = (async () => {
    for await (const { deviceSequence } of stream) onEvent(lockerId, deviceSequence ?? 0);
  })().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  while (stream.cursor === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    async close() {
      controller.abort();
      await following;
    },
  };
}

/** Parses each frame and does nothing else: no order, no holes, no reconnection. */
export async function followWithWebSocket(
  { realtimeUrl, graphqlUrl }: SandboxProcess,
  { accessToken }: Administrator,
  lockerId: string,
  onEvent: OnEvent,
): Promise<Follower> {
  const authorization = { host: new URL(graphqlUrl).host, Authorization: accessToken };
  const client = await RealtimeClient.connect(realtimeUrl, authorization);
  const answer = await client.subscribe('1', OnLockerEventDocument.toString(), authorization, { lockerId });
  if (answer.type !== 'start_ack') throw new Error(`not subscribed: ${JSON.stringify(answer)}`);
  client.socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as PushFrame;
    if (type === 'data') onEvent(lockerId, payload.data.onLockerEvent.deviceSequence ?? 0);
  });
  return {
    close: async () => client.close(),
  };
}

interface PushFrame {
  readonly type: string;
  readonly payload: { readonly data: { readonly onLockerEvent: { readonly deviceSequence: number | null } } };
}
