/** A wrong value as a message shows it: itself if it is short, else its type. Turning any object into a string may throw. */
export function shown(value: unknown): string {
  const scalar = value === null || !/^(object|function|symbol)$/.test(typeof value);
  return scalar && String(value).length <= 100
    ? String(value)
    : Array.isArray(value)
      ? 'an array'
      : `a value of type ${typeof value}`;
}
