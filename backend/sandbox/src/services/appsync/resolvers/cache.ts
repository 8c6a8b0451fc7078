/**
 * Per-resolver caching, after AWS AppSync Developer Guide, "Configuring server-side caching and API payload compression in AWS
 * AppSync": an environment may have a cache; a resolver says how long and under which keys its value may be taken from it.
 */
import type { FieldContext } from './context.ts';

export interface CachingConfig {
  /** 1 to 3,600. */
  readonly ttlSeconds: number;
  /** Paths into the context, such as `$context.arguments.id`; all of them make the entry's key, in this order. */
  readonly keys: readonly string[];
}

interface Entry {
  readonly value: unknown;
  readonly expiresAt: number;
}

/** AWS's smallest cache holds far more; here the oldest entries go first. */
const maxEntries = 10_000;

export class ResolverCache {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @returns what is cached, or what `resolve` gives; errors are not cached */
  async through(
    field: string,
    config: CachingConfig,
    context: FieldContext,
    resolve: () => Promise<unknown>,
  ): Promise<unknown> {
    const key = entryKey(
      field,
      config.keys.map((path) => valueAt(context, path)),
    );
    const known = this.#entries.get(key);
    if (known !== undefined && known.expiresAt > this.#now()) return known.value;
    const value = await resolve();
    this.#entries.delete(key);
    if (this.#entries.size >= maxEntries) this.#entries.delete(this.#entries.keys().next().value as string);
    this.#entries.set(key, { value, expiresAt: this.#now() + config.ttlSeconds * 1000 });
    return value;
  }

  /**
   * `extensions.evictFromApiCache`.
   * @param keyValues in the order of the resolver's keys
   * @returns how many entries went: 0 or 1
   */
  evict(field: string, keyValues: Readonly<Record<string, unknown>>): number {
    return this.#entries.delete(entryKey(field, Object.values(keyValues))) ? 1 : 0;
  }
}

function entryKey(field: string, values: readonly unknown[]): string {
  return `${field} ${JSON.stringify(values)}`;
}

function valueAt(context: FieldContext, path: string): unknown {
  const [root, ...rest] = path.replace(/^\$?(?:context|ctx)\./, '').split('.');
  const start = {
    arguments: context.args,
    args: context.args,
    source: context.source,
    identity: context.identity,
  }[root ?? ''] as unknown;
  return (
    rest.reduce((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], start) ?? null
  );
}
