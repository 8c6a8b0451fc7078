/** Samples are of these days, whatever the clock says, so that a snapshot of one stays true. */
export const SAMPLE_DAY = '2026-11-02T09:30:00Z';

const MINUTE_MS = 60_000;
export const DAY_MINUTES = 24 * 60;

/** The time so many minutes later, as the contracts write times. */
export const later = (time: string, minutes: number): string =>
  new Date(Date.parse(time) + minutes * MINUTE_MS).toISOString().replace('.000Z', 'Z');
