import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNorthwindError, Northwind, type WebSocketConstructor } from '../../src/index.ts';
import { OnDeliveryUpdatedDocument } from '../../src/graphql/index.ts';
import { corrupted, seed } from './generators.ts';
import { countedSignal, expectNoLeaks } from './leaks.ts';

console.log(`fuzz: NORTHWIND_FUZZ_SEED=${seed}`);
expectNoLeaks();

/** `$id` stands for the identifier that the client gave its subscription. */
const frame = corrupted({
  type: 'data',
  id: '$id',
  payload: { data: { onDeliveryUpdated: {} }, errors: [{ message: 'm', errorType: 'Unauthorized' }] },
});
const typed = fc
  .tuple(
    fc.constantFrom(
      'connection_ack',
      'connection_error',
      'start_ack',
      'data',
      'error',
      'complete',
      'ka',
      'next',
      '__proto__',
    ),
    frame,
  )
  .map(([type, rest]) => ({ ...rest, type }));
const text = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(typed, frame).map(toText) },
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 50 }),
);

function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '{"type":';
  }
}

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A socket whose server acknowledges, says the given texts, and closes if it is to. */
function hostileServer(texts: readonly string[], closeCode: number | undefined) {
  let said = (): void => {};
  const done = new Promise<void>((resolve) => (said = resolve));
  class HostileSocket {
    readyState = 1;
    onopen: (() => void) | null = null;
    onclose: ((event: object) => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;

    constructor() {
      queueMicrotask(() => this.onopen?.());
    }

    send(data: string): void {
      const { type, id } = JSON.parse(data) as { type: string; id?: string };
      if (type === 'connection_init')
        return this.#say({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
      if (type !== 'start') return;
      this.#say({ type: 'start_ack', id });
      void (async () => {
        for (const one of texts) {
          await macrotask();
          this.onmessage?.({ data: one.replaceAll('$id', id!) });
        }
        if (closeCode !== undefined) {
          this.readyState = 3;
          this.onclose?.({ code: closeCode, reason: '' });
        }
        await macrotask();
        said();
      })();
    }

    close(): void {
      this.readyState = 3;
      said();
    }

    #say(message: object): void {
      queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(message) }));
    }
  }
  return { HostileSocket: HostileSocket as unknown as WebSocketConstructor, done };
}

it('frames: a subscription ends with an error of Northwind or goes on, and leaves nothing behind', async () => {
  const closeCode = fc.option(fc.constantFrom(1000, 1001, 1006, 1011, 4400, 4401, 4999), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 6 }), closeCode, async (texts, code) => {
      const { controller, listeners } = countedSignal();
      const { HostileSocket, done } = hostileServer(texts, code);
      const northwind = new Northwind({
        environment: { restUrl: 'https://api.test/v1', graphqlUrl: 'https://api.test/graphql' },
        auth: 'a-token',
        webSocketImpl: HostileSocket,
      });
      const following = (async () => {
        const { signal } = controller;
        for await (const _ of northwind.graphql.subscribe(OnDeliveryUpdatedDocument, {}, { signal }));
      })().catch((error: unknown) => error);
      await Promise.race([done, following]);
      controller.abort();
      const error = await following;
      if (error !== undefined && !isNorthwindError(error)) throw error as Error;
      northwind.graphql.close();
      await macrotask();
      expect(listeners(), 'listeners left on the signal').toBe(0);
    }),
    { seed, numRuns: 400 },
  );
});
