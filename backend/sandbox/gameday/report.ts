/** What a game has shown, for a person. */
import { printTable } from '../bench/table.ts';
import type { Outcome, Row } from './game.ts';

/** @returns whether everything that was promised held */
export function printOutcome(outcome: Outcome): boolean {
  const { rows, tenures, proofs, times, reunion, takenBack, pausedSeconds } = outcome;
  printTable(
    'A Region lost in mid-write',
    rows.map((row) => ({
      channel: row.channel,
      acknowledged: row.acknowledged,
      lost: row.lost,
      RPO: row.acknowledged === 0 ? '–' : `${(row.recoveryPointMs / 1_000).toFixed(1)} s`,
      RTO: recoveryTime(row),
    })),
  );
  const { checkSeconds, failureThreshold, timeToLiveSeconds, lookSeconds, edgeSeconds } = times;
  console.log(
    `\n  ${failureThreshold} health checks, one every ${checkSeconds} s. REST: its name is kept for ${timeToLiveSeconds.rest} s. GraphQL: the name of the active Region is\n` +
      `  kept for ${timeToLiveSeconds.active} s, a function looks every ${lookSeconds} s, and what it writes is at every edge after ${edgeSeconds} s.`,
  );
  printTable(
    'Without the user pool',
    tenures.map(({ who, tokenMinutes, lastMinute, endMinute }) => ({
      who,
      token: `${tokenMinutes} min`,
      'still worked in minute': lastMinute,
      'no longer in minute': endMinute,
    })),
  );
  console.log(
    `\n  ${takenBack} events had been shown live that the lost Region alone knew; their followers were told. When it was back, ${reunion.returned} of\n` +
      `  its writes returned and ${reunion.overruled} were overruled by later ones. The doors were closed for ${pausedSeconds} s for the way back.\n`,
  );
  for (const { claim, problems } of proofs) {
    console.log(`  ${problems.length === 0 ? '✓' : '✗'} ${claim}`);
    for (const problem of problems) console.log(`      ${problem}`);
  }
  return proofs.every(({ problems }) => problems.length === 0);
}

const recoveryTime = ({ recoveryTimeSeconds }: Row): string =>
  recoveryTimeSeconds === undefined ? 'not before the Region is back' : `${recoveryTimeSeconds} s`;
