/**
 * What a push to many costs: `node backend/sandbox/test/appsync/measure-push.ts [subscribers] [pushes]`.
 *
 * The endpoint runs in a process of its own, so that its memory is its own; the subscribers share this one. Latency is from the
 * moment the publishing mutation is sent to the moment a subscriber has the parsed frame.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { RealtimeClient } from './realtime-client.ts';
import { startFixture } from './fixture.ts';

export interface PushMeasurement {
  readonly subscribers: number;
  readonly pushes: number;
  /** Milliseconds to connect and subscribe all of them, one hundred at a time. */
  readonly connectMilliseconds: number;
  /** Of the endpoint's process, over the idle endpoint: resident bytes for one connection with one subscription. */
  readonly bytesPerConnection: number;
  /** From sending the mutation to the frame in a subscriber's hand, over all subscribers and pushes. */
  readonly latencyMilliseconds: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Frames delivered in a second while pushes follow each other without a pause. */
  readonly framesPerSecond: number;
}

interface Ready {
  readonly graphqlUrl: string;
  readonly realtimeUrl: string;
  readonly authorization: { readonly host: string; readonly Authorization: string };
}

const publishDocument =
  'mutation ($text: String) { publishQuietly(input: { room: "r", text: $text }) { room author text priority } }';
const subscribeDocument = 'subscription { onNote(room: "r") { room author text priority } }';

export async function measurePush({ subscribers = 1_000, pushes = 20 } = {}): Promise<PushMeasurement> {
  const server = fork(import.meta.filename, ['--serve'], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const crashed = once(server, 'exit').then(() => {
    throw new Error('The endpoint ended before the measurement did');
  });
  crashed.catch(() => undefined);
  try {
    const [ready] = (await Promise.race([once(server, 'message'), crashed])) as [Ready];
    const residentBytes = async () => {
      server.send('memory');
      const [answer] = (await once(server, 'message')) as [{ resident: number }];
      return answer.resident;
    };
    await publish(ready, 'warm-up');
    const idle = await residentBytes();
    const started = performance.now();
    const clients: RealtimeClient[] = [];
    while (clients.length < subscribers) {
      clients.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(100, subscribers - clients.length) }, () => subscriber(ready)),
        )),
      );
    }
    const connectMilliseconds = performance.now() - started;
    const bytesPerConnection = ((await residentBytes()) - idle) / subscribers;

    const latencies: number[] = [];
    for (let push = 0; push < pushes; push += 1)
      latencies.push(...(await timedPush(ready, clients, String(push))));
    const flood = performance.now();
    const texts = Array.from({ length: pushes }, (_, push) => `flood-${push}`);
    const arrived = Promise.all(
      clients.map((client) => client.nextWhere((frame) => textOf(frame.payload) === texts.at(-1))),
    );
    for (const text of texts) await publish(ready, text);
    await arrived;
    const framesPerSecond = (subscribers * pushes) / ((performance.now() - flood) / 1000);
    for (const client of clients) client.close();

    latencies.sort((one, other) => one - other);
    const at = (part: number) =>
      latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;
    return {
      subscribers,
      pushes,
      connectMilliseconds,
      bytesPerConnection,
      latencyMilliseconds: { p50: at(0.5), p99: at(0.99), max: at(1) },
      framesPerSecond,
    };
  } finally {
    server.kill();
  }
}

async function subscriber(ready: Ready): Promise<RealtimeClient> {
  const client = await RealtimeClient.connect(ready.realtimeUrl, ready.authorization);
  const answer = await client.subscribe('1', subscribeDocument, ready.authorization);
  if (answer.type !== 'start_ack') throw new Error(JSON.stringify(answer));
  return client;
}

async function timedPush(ready: Ready, clients: readonly RealtimeClient[], text: string): Promise<number[]> {
  const sent = performance.now();
  const arrivals = clients.map(async (client) => {
    await client.nextWhere((frame) => textOf(frame.payload) === text);
    return performance.now() - sent;
  });
  await publish(ready, text);
  return await Promise.all(arrivals);
}

async function publish({ graphqlUrl, authorization }: Ready, text: string): Promise<void> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { authorization: authorization.Authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query: publishDocument, variables: { text } }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
}

function textOf(payload: { readonly data?: Record<string, unknown> } | undefined): unknown {
  return (payload?.data?.onNote as { text?: unknown } | undefined)?.text;
}

async function serve(): Promise<void> {
  const fixture = await startFixture();
  const authorization = await fixture.userAuthorization();
  process.on('message', () => {
    global.gc?.();
    process.send?.({ resident: process.memoryUsage().rss });
  });
  process.send?.({ graphqlUrl: fixture.api.graphqlUrl, realtimeUrl: fixture.api.realtimeUrl, authorization });
}

if (import.meta.main) {
  if (process.argv[2] === '--serve') await serve();
  else {
    const [subscribers = 1_000, pushes = 20] = process.argv.slice(2).map(Number);
    console.log(JSON.stringify(await measurePush({ subscribers, pushes }), null, 2));
  }
}
