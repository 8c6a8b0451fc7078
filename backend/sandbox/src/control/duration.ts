import { ControlError } from './errors.ts';

const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;
const pattern =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Farther than any due date or lifetime; keeps the sum a date that JavaScript has. */
const latest = Date.UTC(9999, 0, 1);

/**
 * The time that is a duration of ISO 8601 after another, both in milliseconds since 1970. A month after the last day of a longer one is
 * the last day of the shorter.
 *
 * @throws ControlError
 */
export function addDuration(from: number, duration: string): number {
  const parts = typeof duration === 'string' ? pattern.exec(duration) : null;
  if (!parts)
    throw new ControlError(
      `${JSON.stringify(duration)} is not an ISO 8601 duration such as "P31D", "PT1H30M" or "P1M"; time moves forward only.`,
    );
  const [years, months, weeks, days, hours, minutes, seconds] = units.map((_unit, index) =>
    Number(parts[index + 1] ?? 0),
  ) as [number, number, number, number, number, number, number];
  const date = new Date(from);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + 12 * years + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  const to = date.getTime() + ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  if (!(to < latest)) throw new ControlError(`${duration} from now is after the year 9998.`);
  return to;
}
