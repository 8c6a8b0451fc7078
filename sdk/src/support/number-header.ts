/** A header's value as a number: up to twelve digits, and more behind a point. `undefined` where there is none, or something else. */
export function numberHeader(headers: Headers, name: string): number | undefined {
  const value = headers.get(name);
  return value && /^\s*\d{1,12}(\.\d*)?\s*$/.test(value) ? Number(value) : undefined;
}
