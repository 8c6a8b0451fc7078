import { isSecretName } from '../support/secret-name.ts';

/** Secrets that are remembered; the one that was used longest ago is forgotten first. */
const MAX_SECRETS = 100;

/** Values that this client sent as credentials, so that an echo of one can be masked whatever it is called there (`mask.ts`). */
export interface Secrets {
  /** As they were sent, the one that was used last at the end. */
  readonly values: ReadonlySet<string>;
  /** Remembers the credentials among these headers or fields of a form. */
  remember(fields: Readonly<Record<string, string>>): void;
}

export function createSecrets(): Secrets {
  const values = new Set<string>();
  return {
    values,
    remember(fields) {
      for (const name in fields) {
        if (!isSecretName(name)) continue;
        values.delete(fields[name]!);
        values.add(fields[name]!);
        if (values.size > MAX_SECRETS) values.delete([...values][0]!);
      }
    },
  };
}
