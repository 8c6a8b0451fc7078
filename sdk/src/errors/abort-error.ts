import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** The caller's own `signal` was aborted. `cause` is the signal's reason. */
export class AbortError extends NorthwindError {
  /** `'AbortError'`, the name that `fetch` gives it too, so that generic code recognises it. */
  declare readonly name: 'AbortError';

  static {
    brand(this, 'AbortError', 'You aborted it; the request may have arrived.');
  }

  constructor(operation: string, reason: unknown) {
    super(`${operation}: aborted by the caller`, { code: 'aborted', cause: reason });
  }
}

/** True for {@link AbortError}. */
export const isAbortError = /* @__PURE__ */ guard<AbortError>('AbortError');
