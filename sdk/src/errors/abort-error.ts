import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/**
 * The caller's own `signal` was aborted. `cause` is the signal's reason. Its name is the one that `fetch` uses too, so generic
 * code recognizes it.
 */
export class AbortError extends NorthwindError {
  declare readonly operation: string;

  /** @param sent - whether a request was sent before. Default `true`. */
  constructor(operation: string, reason: unknown, sent = true) {
    super(`${operation}: aborted by the caller`, {
      code: 'aborted',
      operation,
      cause: reason,
      ...(!sent && { advice: 'You aborted it; the request was not sent.' }),
    });
  }

  override get name(): 'AbortError' {
    return 'AbortError';
  }

  override get advice(): string {
    return 'You aborted it; the request may have arrived.';
  }
}

/** True for {@link AbortError}. */
export const isAbortError = /* @__PURE__ */ guard<AbortError>('AbortError');
