/** What a resolver's `util` and `runtime` calls use to leave the handler. The evaluator catches them; APPSYNC_JS code cannot (no try). */

/** One entry for `errors` in the GraphQL response, as `util.error` and `util.appendError` describe it. */
export interface ResolverErrorEntry {
  message: string;
  errorType: string | null;
  data: unknown;
  errorInfo: unknown;
}

/** Thrown by `util.error()` and `util.unauthorized()`: the field is null and carries this error. */
export class ResolverError extends Error implements ResolverErrorEntry {
  override readonly name = 'ResolverError';
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;

  constructor(entry: { message: string; errorType?: string | null; data?: unknown; errorInfo?: unknown }) {
    super(entry.message);
    this.errorType = entry.errorType ?? null;
    this.data = entry.data ?? null;
    this.errorInfo = entry.errorInfo ?? null;
  }
}

/** Thrown by `runtime.earlyReturn(value, { skipTo })`. */
export class EarlyReturn extends Error {
  override readonly name = 'EarlyReturn';
  readonly value: unknown;
  readonly skipTo: 'END' | 'NEXT' | undefined;

  constructor(value: unknown, skipTo: 'END' | 'NEXT' | undefined) {
    super('runtime.earlyReturn');
    this.value = value;
    this.skipTo = skipTo;
  }
}
