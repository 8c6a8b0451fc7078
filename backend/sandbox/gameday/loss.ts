/** How the primary is lost, and how it comes back. */
import { mend } from './mend.ts';
import type { Players } from './players.ts';
import { holds, type Proof } from './proofs.ts';
import type { Regions } from './regions.ts';
import type { Timeline } from './timeline.ts';

export interface Loss {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Writes that the Region had taken and not passed on. */
  readonly pending: number;
  readonly proof: Proof;
}

/**
 * Everybody writes once more, and the Region is gone at the very moment when its table has taken the last of it, a payment: written, not
 * answered, and unknown to the other Region.
 */
export async function loseInMidWrite(regions: Regions, players: Players): Promise<Loss> {
  const { primary, globalTable } = regions;
  const { devices, graphql, live, rest } = players;
  for (const channel of [devices, graphql, live]) await channel.attempt();
  // What is made from here on does not leave the Region.
  const at = primary.clock.now();
  globalTable.replicate();
  globalTable.disconnect();
  await players.creations.lose();
  let isWritten = false;
  const stop = primary.world.dynamodb.embedded?.onWrite(() => {
    stop?.();
    isWritten = true;
    primary.power.off();
  });
  const isAnswered = await rest.attempt();
  return {
    at,
    pending: globalTable.pending('primary').length,
    proof: holds(
      'the Region was lost in mid-write: a payment was written and nobody was told',
      isWritten && !isAnswered,
      'the payment was answered',
    ),
  };
}

/** What came to light when the Regions met again. */
export interface Reunion {
  /** Writes of the lost Region that nobody in the other had made: they are there now. */
  readonly returned: number;
  /** Writes of the lost Region to items that were written later in the other: they are gone for good. */
  readonly overruled: number;
}

/** Power and data. Nobody is sent to the Region yet, so what has to be mended is mended where everybody writes. */
export async function reunite(
  { primary, secondary, globalTable }: Regions,
  lostAt: number,
): Promise<Reunion> {
  primary.power.on();
  globalTable.reconnect();
  const { applied, overruled } = globalTable.replicate('all');
  const ofPrimary = (writes: typeof applied): number =>
    writes.filter(({ from }) => from === 'primary').length;
  // What waited in the queues of the lost Region is worked off now.
  await primary.sandbox.settled();
  globalTable.replicate('all');
  await mend(secondary, new Date(lostAt - 60_000).toISOString());
  return { returned: ofPrimary(applied), overruled: ofPrimary(overruled) };
}

/**
 * Sends everybody back. Two Regions that are written to at once give one number to two things, so the doors are closed for as long as names
 * and writes are under way.
 *
 * @returns seconds for which they were
 */
export async function goBack(
  { secondary, globalTable, theSwitch }: Regions,
  { devices }: Players,
  timeline: Timeline,
  patienceSeconds: number,
): Promise<number> {
  const since = timeline.second;
  theSwitch.pause(true);
  devices.disconnect();
  await secondary.sandbox.settled();
  globalTable.replicate('all');
  theSwitch.hold('primary', false);
  await timeline.until(
    'the names lead back',
    () => theSwitch.leads('rest') === 'primary' && theSwitch.leads('graphql') === 'primary',
    patienceSeconds,
  );
  theSwitch.pause(false);
  return timeline.second - since;
}
