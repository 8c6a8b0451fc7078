/** Counts what a validator does with a value, because time says little on a shared machine. */

export interface Work {
  /** Names listed and properties read of the value and of all that is in it. */
  reads: number;
  /** Elements copied from list to list, as errors are when they are collected. */
  copies: number;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The value, with everything read of it counted in `work`. */
function counted(value: unknown, work: Work): unknown {
  if (!isObject(value)) return value;
  return new Proxy(value, {
    get(target, name, receiver) {
      work.reads += 1;
      return counted(Reflect.get(target, name, receiver), work);
    },
    getOwnPropertyDescriptor(target, name) {
      work.reads += 1;
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    has(target, name) {
      work.reads += 1;
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      const names = Reflect.ownKeys(target);
      work.reads += names.length;
      return names;
    },
  });
}

/** Runs `validate` over the value and says how much it did. */
export function workOf<Result>(
  validate: (value: unknown) => Result,
  value: unknown,
): Work & { result: Result } {
  const work: Work = { reads: 0, copies: 0 };
  const { concat } = Array.prototype;
  Array.prototype.concat = function (this: unknown[], ...parts: unknown[]) {
    const joined = concat.apply(this, parts) as unknown[];
    work.copies += joined.length;
    return joined;
  };
  try {
    return { result: validate(counted(value, work)), ...work };
  } finally {
    Array.prototype.concat = concat;
  }
}
