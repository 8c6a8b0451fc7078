/**
 * Money is an integer number of minor units (cents) beside an ISO 4217 code; a tax rate is an integer number of basis points.
 * Nothing here is ever a fraction, so sums reconcile to the cent.
 */

const BASIS_POINTS = 10_000n;

/** Net amount of a line. */
export const lineAmount = (quantity: number, unitAmount: number): number => {
  const amount = quantity * unitAmount;
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${quantity} × ${unitAmount} is no exact amount`);
  return amount;
};

/**
 * Tax of a net amount, rounded half away from zero: 25 minor units at 1,000 basis points are 2.5, so 3; −25 are −3.
 * In BigInt, because amount × rate may pass 2⁵³.
 */
export const taxAmount = (amount: number, taxRateBasisPoints: number): number => {
  const product = BigInt(amount) * BigInt(taxRateBasisPoints);
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude + BASIS_POINTS / 2n) / BASIS_POINTS;
  return Number(product < 0n ? -rounded : rounded);
};

export interface Totals {
  /** Sum of the lines before tax. */
  readonly subtotal: number;
  readonly tax: number;
  /** `subtotal + tax`. */
  readonly total: number;
}

/** Totals are sums of lines: tax is rounded per line, never again on the sum. */
export const totalsOf = (lines: readonly { readonly amount: number; readonly tax: number }[]): Totals => {
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  return { subtotal, tax, total: subtotal + tax };
};
