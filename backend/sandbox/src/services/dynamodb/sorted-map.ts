import type { RangeOptions } from './dynalite.ts';

/** Entries to be made, by the prefix of their keys. */
export interface Later<Value> {
  readonly prefix: string;
  readonly make: () => Iterable<[key: string, value: Value]>;
}

/**
 * A map that can be read in key order.
 *
 * Reads by key and overwrites are a hash lookup. A new key waits unsorted until the next range read, so that loading a
 * seed costs one sort and not one insertion per item.
 */
export class SortedMap<Value> {
  readonly #values = new Map<string, Value>();
  #sorted: string[] = [];
  #unsorted: string[] = [];
  #later: Later<Value>[] = [];

  get size(): number {
    this.#makeBetween();
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    const found = this.#values.get(key);
    if (found !== undefined || this.#later.length === 0) return found;
    this.#makeBetween(key, key);
    return this.#values.get(key);
  }

  /**
   * Has entries made when one of them is first needed: all that have keys with a prefix, and none that is there already. Whoever reads all
   * entries needs them.
   */
  setLater(later: Later<Value>): void {
    this.#later.push(later);
  }

  set(key: string, value: Value): void {
    this.#makeBetween(key, key);
    if (!this.#values.has(key)) this.#unsorted.push(key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    this.#makeBetween(key, key);
    if (!this.#values.delete(key)) return;
    this.#sort();
    this.#sorted.splice(lowerBound(this.#sorted, key), 1);
  }

  clear(): void {
    this.#values.clear();
    this.#sorted = [];
    this.#unsorted = [];
    this.#later = [];
  }

  /** In no particular order. */
  entries(): IterableIterator<[key: string, value: Value]> {
    this.#makeBetween();
    return this.#values.entries();
  }

  /** In no particular order. */
  values(): IterableIterator<Value> {
    this.#makeBetween();
    return this.#values.values();
  }

  /** The entries of a range, in key order or in reverse. The map must not change while the range is read. */
  *range(options: RangeOptions = {}): Generator<[key: string, value: Value]> {
    this.#makeBetween(options.gt ?? options.gte, options.lt ?? options.lte);
    this.#sort();
    const keys = this.#sorted;
    let first = 0;
    let end = keys.length;
    if (options.gt !== undefined) first = upperBound(keys, options.gt);
    else if (options.gte !== undefined) first = lowerBound(keys, options.gte);
    if (options.lt !== undefined) end = lowerBound(keys, options.lt);
    else if (options.lte !== undefined) end = upperBound(keys, options.lte);
    let left = options.limit === undefined || options.limit < 0 ? Number.POSITIVE_INFINITY : options.limit;
    const step = options.reverse === true ? -1 : 1;
    for (let at = step === 1 ? first : end - 1; at >= first && at < end && left > 0; at += step, left -= 1) {
      const key = keys[at] as string;
      yield [key, this.#values.get(key) as Value];
    }
  }

  /** Those without what is made later, in no particular order. */
  made(): IterableIterator<[key: string, value: Value]> {
    return this.#values.entries();
  }

  /** Makes what may lie between two keys, both included. */
  #makeBetween(first = '', last = '\uffff'): void {
    if (this.#later.length === 0) return;
    const needed = this.#later.filter(
      ({ prefix }) => prefix <= last && (prefix >= first || first.startsWith(prefix)),
    );
    if (needed.length === 0) return;
    this.#later = this.#later.filter((each) => !needed.includes(each));
    for (const { make } of needed) for (const [key, value] of make()) this.set(key, value);
  }

  #sort(): void {
    if (this.#unsorted.length === 0) return;
    if (this.#unsorted.length < 64) {
      for (const key of this.#unsorted) this.#sorted.splice(lowerBound(this.#sorted, key), 0, key);
    } else {
      this.#sorted = [...this.#sorted, ...this.#unsorted].sort(compare);
    }
    this.#unsorted = [];
  }
}

// Keys are hexadecimal digits and separators (see dynalite's createKey), so UTF-16 order is byte order.
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The index of the first key that is not before `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first key that is after `key`. */
function upperBound(keys: readonly string[], key: string): number {
  const at = lowerBound(keys, key);
  return keys[at] === key ? at + 1 : at;
}
