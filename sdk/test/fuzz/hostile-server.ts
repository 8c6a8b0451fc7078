import fc from 'fast-check';
import type { WebSocketConstructor } from '../../src/index.ts';
import { corrupted } from './generators.ts';
import { macrotask, noteSocket } from './leaks.ts';

/**
 * What a server may say, as text; `$id` stands for the identifier that the client gave its subscription.
 *
 * @param payload of a message with data, which comes as it is, in part, or not at all
 */
export function frameTexts(payload: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const frame = payload.chain((good) => corrupted({ type: 'data', id: '$id', payload: good }));
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
  return fc.oneof(
    { weight: 3, arbitrary: fc.oneof(typed, frame).map(toText) },
    fc.json(),
    fc.string({ unit: 'binary', maxLength: 50 }),
  );
}

/** With what a server may close the connection; without a code it stays open. */
export const closeCode = fc.option(fc.constantFrom(1000, 1001, 1006, 1011, 4400, 4401, 4999), {
  nil: undefined,
});

function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '{"type":';
  }
}

/** A socket whose server acknowledges, says the given texts, and closes if it is to. */
export function hostileServer(texts: readonly string[], closeCode: number | undefined) {
  let said = (): void => {};
  const done = new Promise<void>((resolve) => (said = resolve));
  class HostileSocket {
    readyState = 1;
    onopen: (() => void) | null = null;
    onclose: ((event: object) => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;

    constructor() {
      noteSocket(this);
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
