import { Stream } from 'node:stream';
import type { DynaliteDatabase, RangeOptions } from './dynalite.ts';
import { SortedMap } from './sorted-map.ts';

/** A database in memory that dynalite's actions can use; every callback is called before the call returns. */
export interface MemoryDatabase<Value> extends DynaliteDatabase<Value> {
  readonly entries: SortedMap<Value>;
}

export function createMemoryDatabase<Value>(): MemoryDatabase<Value> {
  const entries = new SortedMap<Value>();
  return {
    entries,
    // No operation can come between two steps of another one, so there is nothing to wait for.
    lock: (_key, run) => run((done) => done),
    get: (key, callback) => callback(null, entries.get(key)),
    put: (key, value, callback) => {
      entries.set(key, value);
      callback(null);
    },
    del: (key, callback) => {
      entries.delete(key);
      callback(null);
    },
    batch: (operations, callback) => {
      for (const { type, key, value } of operations) {
        if (type === 'put') entries.set(key, value as Value);
        else entries.delete(key);
      }
      callback(null);
    },
    createKeyStream: (range) => rangeEvents(entries, range, (key) => key),
    createValueStream: (range) => rangeEvents(entries, range, (_key, value) => value),
    createReadStream: (range) => rangeEvents(entries, range, (_key, value) => value),
  };
}

/**
 * What dynalite reads of a stream: `data` events, then `end`; it calls `destroy` when it has enough. (It must be a
 * `Stream`: to a bare emitter dynalite listens twice, and every item comes twice.) All events are
 * sent in one go, after the reader has had time to listen, so that a page is read from one state of the map.
 */
function rangeEvents<Value>(
  entries: SortedMap<Value>,
  range: RangeOptions | undefined,
  select: (key: string, value: Value) => unknown,
): NodeJS.EventEmitter {
  let destroyed = false;
  const events = Object.assign(new Stream(), {
    destroy: () => {
      destroyed = true;
    },
  });
  queueMicrotask(() => {
    for (const [key, value] of entries.range(range)) {
      if (destroyed) break;
      events.emit('data', select(key, value));
    }
    events.emit('end');
  });
  return events;
}
