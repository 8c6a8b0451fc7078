/** How long those who were signed in go on without the user pool. */
import { succeeds } from './channels/channel.ts';
import type { Holder } from './players.ts';
import type { Region } from '../src/sandbox.ts';

export interface Tenure {
  readonly who: string;
  readonly tokenMinutes: number;
  /** Minutes after the loss of the pool at which a call still worked, and at which it no longer did. */
  readonly lastMinute: number;
  readonly endMinute: number;
}

const stepMinutes = 5;

/** Lets the time pass, with a call of everybody every few minutes, until nobody's token is good any more. */
export async function holdTokens(
  holders: readonly Holder[],
  { clock }: Pick<Region, 'clock'>,
  lostAt: number,
): Promise<readonly Tenure[]> {
  const minute = (): number => Math.round((clock.now() - lostAt) / 60_000);
  const tenures: Tenure[] = [];
  const working = new Map(holders.map((holder) => [holder, minute()]));
  while (working.size > 0) {
    for (const [holder, lastMinute] of working) {
      if (await succeeds(() => holder.call())) working.set(holder, minute());
      else {
        working.delete(holder);
        const { who, tokenMinutes } = holder;
        tenures.push({ who, tokenMinutes, lastMinute, endMinute: minute() });
      }
    }
    clock.advance(stepMinutes * 60_000);
  }
  return tenures;
}
