/** How the work of a year is spread over its days. */

/** Milliseconds. */
export const hour = 60 * 60 * 1000;
export const day = 24 * hour;

/** Days that are played through; the last is the day of `now`. */
export const seededDays = 365;

export function startOfDay(time: number): number {
  return Math.floor(time / day) * day;
}

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** `YYYY-MM-DD`. */
export function isoDay(time: number): string {
  return isoTime(time).slice(0, 10);
}

/** `YYYY-MM`. */
export function isoMonth(time: number): string {
  return isoTime(time).slice(0, 7);
}

/** How busy a day is: Sundays are quiet, the weeks before Christmas are three times a usual week. */
function busyness(time: number): number {
  const date = new Date(time);
  const weekday = [0.35, 1.15, 1.05, 1, 1, 1.1, 0.7][date.getUTCDay()] as number;
  const [month, dayOfMonth] = [date.getUTCMonth() + 1, date.getUTCDate()];
  if (month === 12) return weekday * (dayOfMonth <= 23 ? 3.2 : 1.4);
  if (month === 11 && dayOfMonth >= 20) return weekday * 1.7;
  if (month === 7 || month === 8) return weekday * 0.8;
  return weekday;
}

/** Shares `total` among days in proportion to how busy they are; whole numbers that add up exactly. */
export function shareAmongDays(total: number, days: readonly number[]): number[] {
  const weights = days.map(busyness);
  const sum = weights.reduce((subtotal, weight) => subtotal + weight, 0);
  const shares = weights.map((weight) => Math.floor((total * weight) / sum));
  const remainders = weights
    .map((weight, index) => ({ index, rest: ((total * weight) / sum) % 1 }))
    .sort((left, right) => right.rest - left.rest || left.index - right.index);
  const missing = total - shares.reduce((subtotal, share) => subtotal + share, 0);
  for (const { index } of remainders.slice(0, missing)) shares[index] = (shares[index] as number) + 1;
  return shares;
}
