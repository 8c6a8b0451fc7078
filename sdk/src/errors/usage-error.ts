import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/** The SDK was configured or called wrongly. Thrown before anything is sent; the message names the right spelling. */
export class UsageError extends NorthwindError {
  constructor(message: string) {
    super(message, { code: 'usage' });
  }

  override get name(): 'UsageError' {
    return 'UsageError';
  }

  override get advice(): string {
    return 'Correct the call; nothing was sent.';
  }
}

/** True for {@link UsageError}. */
export const isUsageError = /* @__PURE__ */ guard<UsageError>('UsageError');
