/** A wrong value as a message shows it: itself if it is short, text in quotes, else its type. Turning any object into a string may throw. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : Object(value) !== value && String(value);
  if (text && text.length <= 100) return text;
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
