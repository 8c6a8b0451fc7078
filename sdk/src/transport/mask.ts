/** Anything shorter would mask ordinary words. Characters. */
const MIN_LENGTH = 8;

/** Masks each secret in a text: as it is, percent-encoded and as JSON writes it. */
export function mask(secrets: Iterable<string>, text: string): string {
  const written = [...secrets]
    .flatMap(secretsIn)
    .filter((value) => value.length >= MIN_LENGTH)
    .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
  // Longest first: a secret that begins with another one must not leave its end behind.
  written.sort((left, right) => right.length - left.length);
  return written.reduce((masked, value) => masked.replaceAll(value, '[redacted]'), text);
}

/** The value without its scheme; of `Basic`, the password too. */
function secretsIn(value: string): string[] {
  const [, scheme, credentials] = /^(Bearer|Basic) (.*)$/i.exec(value) ?? [];
  if (!scheme || !credentials) return [value];
  if (!/^basic$/i.test(scheme)) return [credentials];
  try {
    const [, password = ''] = atob(credentials).split(/:(.*)/s);
    return [credentials, password, decodeURIComponent(password.replaceAll('+', '%20'))];
  } catch {
    return [credentials];
  }
}
