/**
 * A value as JSON. It escapes C0 controls itself, and here C1 ones are escaped too, which some terminals obey: what a server sends
 * must not steer them.
 */
export const json = (value: unknown, indent = 0): string =>
  JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
