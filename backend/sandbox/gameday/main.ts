/**
 * `npm run gameday`: loses a Region on this machine, and prints for each channel what was lost with it (RPO) and how long it was away (RTO).
 * Exit code 1 when something that was promised did not hold.
 */
import { parseArgs } from 'node:util';
import { play } from './game.ts';
import { printOutcome } from './report.ts';

const { values } = parseArgs({
  options: {
    /** Of the lag of each write. */
    seed: { type: 'string', default: '1' },
    /** The most that a write takes to the other Region, milliseconds. */
    lag: { type: 'string', default: '2000' },
  },
});
const [seed, lagMs] = [Number(values.seed), Number(values.lag)];
if (!Number.isInteger(seed) || !(lagMs >= 0)) {
  console.error('Usage: npm run gameday -- [--seed NUMBER] [--lag MILLISECONDS]');
  process.exit(2);
}
const outcome = await play({ seed, lagMs, tell: (line) => console.log(line) });
process.exitCode = printOutcome(outcome) ? 0 : 1;
