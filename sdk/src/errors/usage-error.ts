import { brand, guard } from './brand.ts';
import { NorthwindError } from './northwind-error.ts';

/** The SDK was configured or called wrongly. Thrown before anything is sent; the message names the right spelling. */
export class UsageError extends NorthwindError {
  declare readonly name: 'UsageError';

  static {
    brand(this, 'UsageError', 'Correct the call; nothing was sent.');
  }

  constructor(message: string) {
    super(message, { code: 'usage' });
  }
}

/** True for {@link UsageError}. */
export const isUsageError = /* @__PURE__ */ guard<UsageError>('UsageError');
