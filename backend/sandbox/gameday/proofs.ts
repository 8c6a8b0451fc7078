/** What a game has shown of what was promised. */
import type { Acknowledged, Channel } from './channels/channel.ts';

export interface Proof {
  readonly claim: string;
  /** None: it holds. */
  readonly problems: readonly string[];
}

/** What became of a channel's acknowledged writes. */
export interface Losses {
  readonly channel: string;
  readonly acknowledged: number;
  readonly lost: number;
  /** How long before the loss of the Region the oldest lost write was acknowledged, milliseconds: the recovery point. 0: nothing was lost. */
  readonly recoveryPointMs: number;
  readonly proofs: readonly Proof[];
}

/** @param lostAt when the Region was lost, milliseconds since the epoch */
export async function lossesOf(channel: Channel, lostAt: number, lagMs: number): Promise<Losses> {
  const there = await channel.read();
  const present = new Set(there);
  const lost = channel.acknowledged.filter(({ identity }) => !present.has(identity));
  const ageMs = ({ at }: Acknowledged): number => lostAt - at;
  const listed = (writes: readonly Acknowledged[]): readonly string[] =>
    writes.map((write) => `${write.identity}, acknowledged ${ageMs(write)} ms before the loss`);
  return {
    channel: channel.name,
    acknowledged: channel.acknowledged.length,
    lost: lost.length,
    recoveryPointMs: Math.max(0, ...lost.map(ageMs)),
    proofs: [
      {
        claim: `${channel.name}: every acknowledged write older than the lag is there`,
        problems: listed(lost.filter((write) => ageMs(write) >= lagMs)),
      },
      {
        claim: `${channel.name}: everything that was acknowledged afterwards is there`,
        problems: listed(lost.filter((write) => ageMs(write) < 0)),
      },
      {
        claim: `${channel.name}: none is there twice`,
        problems: there.filter((identity, index) => there.indexOf(identity) !== index),
      },
    ],
  };
}

export const proof = (claim: string, problems: readonly string[]): Proof => ({ claim, problems });

/** A claim that holds or not. */
export const holds = (claim: string, isTrue: boolean, otherwise: string): Proof =>
  proof(claim, isTrue ? [] : [otherwise]);
