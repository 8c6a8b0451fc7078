/** C0 and C1 controls: what a server sends must not steer the terminal. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;

/** A value as one line of text. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(CONTROLS, ' ');
}
