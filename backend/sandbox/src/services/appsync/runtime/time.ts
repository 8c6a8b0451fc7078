/**
 * `util.time`, after AWS AppSync Developer Guide, "Time helpers in util.time". Formats are those of Java's DateTimeFormatter;
 * the letters below are the ones that make sense for a timestamp.
 */
interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** East of UTC is positive. */
  offsetMinutes: number;
  weekday: number;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const token = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

export const time = {
  nowISO8601: () => new Date().toISOString(),
  nowEpochSeconds: () => Math.floor(Date.now() / 1000),
  nowEpochMilliSeconds: () => Date.now(),
  nowFormatted: (format: string, timezone = 'UTC') => formatTime(Date.now(), format, timezone),
  parseFormattedToEpochMilliSeconds: (text: string, format: string, timezone = 'UTC') =>
    parseTime(text, format, timezone),
  parseISO8601ToEpochMilliSeconds: (text: string) => {
    const milliseconds = Date.parse(text);
    if (Number.isNaN(milliseconds)) throw new Error(`Unable to parse ${text} as an ISO 8601 timestamp`);
    return milliseconds;
  },
  epochMilliSecondsToSeconds: (milliseconds: number) => Math.floor(milliseconds / 1000),
  epochMilliSecondsToISO8601: (milliseconds: number) => new Date(milliseconds).toISOString(),
  epochMilliSecondsToFormatted: (milliseconds: number, format: string, timezone = 'UTC') =>
    formatTime(milliseconds, format, timezone),
};

function formatTime(milliseconds: number, format: string, timezone: string): string {
  const parts = partsAt(milliseconds, timezone);
  return format.replace(token, (run: string, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'");
    return letter === undefined ? run : formatField(parts, letter, run.length);
  });
}

function formatField(parts: Parts, letter: string, width: number): string {
  const padded = (value: number) => String(value).padStart(width, '0');
  switch (letter) {
    case 'y':
    case 'u':
      return width === 2 ? String(parts.year % 100).padStart(2, '0') : padded(parts.year);
    case 'M':
    case 'L': {
      const name = months[parts.month - 1] ?? '';
      return width > 3 ? name : width === 3 ? name.slice(0, 3) : padded(parts.month);
    }
    case 'd':
      return padded(parts.day);
    case 'E': {
      const name = weekdays[parts.weekday] ?? '';
      return width > 3 ? name : name.slice(0, 3);
    }
    case 'H':
      return padded(parts.hour);
    case 'h':
      return padded(parts.hour % 12 === 0 ? 12 : parts.hour % 12);
    case 'a':
      return parts.hour < 12 ? 'AM' : 'PM';
    case 'm':
      return padded(parts.minute);
    case 's':
      return padded(parts.second);
    case 'S':
      return String(parts.millisecond).padStart(3, '0').padEnd(width, '0').slice(0, width);
    case 'X':
      return parts.offsetMinutes === 0 ? 'Z' : offsetText(parts.offsetMinutes, width);
    case 'x':
    case 'Z':
      return offsetText(parts.offsetMinutes, letter === 'Z' && width < 4 ? 2 : width);
    default:
      throw new Error(`Unsupported letter '${letter}' in the time format`);
  }
}

function offsetText(offsetMinutes: number, width: number): string {
  const sign = offsetMinutes < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
  return `${sign}${hours}${width >= 3 ? ':' : ''}${minutes}`;
}

function partsAt(milliseconds: number, timezone: string): Parts {
  const offsetMinutes = offsetAt(milliseconds, timezone);
  const local = new Date(milliseconds + offsetMinutes * 60_000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    offsetMinutes,
    weekday: local.getUTCDay(),
  };
}

function offsetAt(milliseconds: number, timezone: string): number {
  const fixed = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$/.exec(timezone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
  const name = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' })
    .formatToParts(milliseconds)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

function parseTime(text: string, format: string, timezone: string): number {
  const fields: string[] = [];
  const pattern = format.replace(
    token,
    (run: string, quoted: string | undefined, letter: string | undefined) => {
      if (quoted !== undefined) return escaped(quoted === '' ? "'" : quoted);
      if (letter === undefined) return escaped(run);
      fields.push(letter);
      return fieldPattern(letter, run.length);
    },
  );
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (!match) throw new Error(`Unable to parse ${text} with the format ${format}`);
  const value = (letters: string) => match[fields.findIndex((field) => letters.includes(field)) + 1];
  const number = (letters: string, fallback: number) =>
    fields.some((field) => letters.includes(field)) ? Number(value(letters)) : fallback;
  const monthText = fields.some((field) => 'ML'.includes(field)) ? (value('ML') ?? '1') : '1';
  const month = /\d/.test(monthText)
    ? Number(monthText)
    : months.findIndex((name) => name.startsWith(monthText)) + 1;
  const afternoon = fields.includes('a') && value('a') === 'PM';
  const hour = fields.includes('h') ? (number('h', 0) % 12) + (afternoon ? 12 : 0) : number('H', 0);
  const fraction = fields.includes('S') ? Math.floor(Number(`0.${value('S')}`) * 1000) : 0;
  const year = number('yu', 1970);
  const utc = Date.UTC(
    year < 100 ? year + 2000 : year,
    month - 1,
    number('d', 1),
    hour,
    number('m', 0),
    number('s', 0),
    fraction,
  );
  const zone = fields.some((field) => 'XxZ'.includes(field)) ? value('XxZ') : undefined;
  const offset =
    zone === undefined
      ? offsetAt(utc - offsetAt(utc, timezone) * 60_000, timezone)
      : zone === 'Z'
        ? 0
        : offsetAt(0, zone);
  return utc - offset * 60_000;
}

function fieldPattern(letter: string, width: number): string {
  if (letter === 'a') return '(AM|PM)';
  if ('XxZ'.includes(letter)) return '(Z|[+-]\\d{2}:?\\d{2})';
  if (letter === 'E' || ('ML'.includes(letter) && width >= 3)) return '([A-Za-z]+)';
  return width === 1 ? '(\\d+)' : `(\\d{${width}})`;
}

function escaped(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
