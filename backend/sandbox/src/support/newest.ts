/** The newest of what was added. */
export interface Newest<Value> {
  add(value: Value): void;
  /** Oldest first. */
  all(): Value[];
}

/** @param most how many are kept; one more takes the place of the oldest */
export function keepNewest<Value>(most: number): Newest<Value> {
  const values: Value[] = [];
  let oldest = 0;
  return {
    add(value) {
      if (values.length < most) values.push(value);
      else {
        values[oldest] = value;
        oldest = (oldest + 1) % most;
      }
    },
    all: () => [...values.slice(oldest), ...values.slice(0, oldest)],
  };
}
