const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/**
 * A time of the contract (RFC 3339, UTC) on the clock of whoever looks.
 *
 * @param full - with day and seconds; otherwise the time of today, or the day of another.
 */
export function LocalTime({ at, full = false }: { at: string; full?: boolean }) {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date().toDateString();
  const format = full ? DAY_AND_TIME : isToday ? TIME : DAY;
  return <time dateTime={at}>{format.format(time)}</time>;
}
