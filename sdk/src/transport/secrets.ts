import { isSecretName } from '../support/secret-name.ts';

/** Secrets that are remembered; the one that was used longest ago is forgotten first. */
const MAX_SECRETS = 100;
/** Anything shorter would mask ordinary words. Characters. */
const MIN_LENGTH = 8;

/** Values that this client sent as credentials, so that an echo of one can be masked whatever it is called there. */
export interface Secrets {
  /** Remembers the credentials among these headers or fields of a form. */
  remember(fields: Readonly<Record<string, string>>): void;
  /** Masks each remembered value: as it is, percent-encoded and as JSON writes it. */
  mask(text: string): string;
}

export function createSecrets(): Secrets {
  const values = new Set<string>();
  const add = (value: string): void => {
    if (value.length < MIN_LENGTH) return;
    values.delete(value);
    values.add(value);
    if (values.size > MAX_SECRETS) for (const oldest of values) return void values.delete(oldest);
  };
  return {
    remember(fields) {
      for (const name in fields) if (isSecretName(name)) secretsIn(fields[name]!).forEach(add);
    },
    mask(text) {
      const written = [...values].flatMap((value) => [
        value,
        encodeURIComponent(value),
        JSON.stringify(value).slice(1, -1),
      ]);
      // Longest first: a secret that begins with another one must not leave its end behind.
      written.sort((left, right) => right.length - left.length);
      return written.reduce((masked, value) => masked.replaceAll(value, '[redacted]'), text);
    },
  };
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
