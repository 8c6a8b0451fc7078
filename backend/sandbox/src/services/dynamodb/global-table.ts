/**
 * A global table over two stores of this process, as far as an application can tell it from AWS's: each takes writes, each write reaches
 * the other a while later, item by item, and the last writer of an item wins ("Global tables: How it works"). A transaction is one in its
 * own Region only: elsewhere its items arrive apart. A Region that is cut off keeps what it has not passed on until it is back.
 *
 * Nothing moves by itself: whoever plays with it calls `replicate`, as often as it likes.
 *
 * @example
 * const globalTable = createGlobalTable({ stores: { 'eu-central-1': one, 'eu-west-1': other }, lagMs: () => 1_000, now: Date.now });
 * globalTable.replicate();
 */
import type { ItemWrite, Replication } from './replication.ts';

/** Which write of an item it is: when, by the clock of the Region that took it, and where. */
export interface Version {
  readonly time: number;
  readonly region: string;
}

/**
 * Whether an incoming write replaces what is there. Of two at the same instant the Region decides, by its name: whichever of the two it
 * is, all replicas have to take the same.
 */
export const isLaterWriter = (known: Version | undefined, incoming: Version): boolean =>
  known === undefined ||
  incoming.time > known.time ||
  (incoming.time === known.time && incoming.region >= known.region);

export interface GlobalTableOptions {
  /** By the name of the Region. */
  readonly stores: Readonly<Record<string, Pick<Replication, 'applyReplicated' | 'onWrite'>>>;
  /** How long after it was taken a write is there, milliseconds; may be another for each. */
  readonly lagMs: (write: ItemWrite) => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A write on its way. */
export interface PendingWrite extends ItemWrite {
  readonly from: string;
  /** From when on it may arrive, milliseconds since the epoch. */
  readonly due: number;
}

export interface Replicated {
  /** Writes that replaced what was there. */
  readonly applied: readonly PendingWrite[];
  /** Writes that came after a later one of another Region, and were dropped. */
  readonly overruled: readonly PendingWrite[];
}

export interface GlobalTable {
  /** Passes on what is due, or all that is under way; nothing while the Regions are cut off from each other. */
  replicate(which?: 'due' | 'all'): Replicated;
  /** What a Region has taken and not yet passed on, oldest first. */
  pending(region: string): readonly PendingWrite[];
  /** Cuts the Regions off from each other: each keeps what it has to pass on. */
  disconnect(): void;
  reconnect(): void;
  close(): void;
}

export function createGlobalTable({ stores, lagMs, now }: GlobalTableOptions): GlobalTable {
  let isConnected = true;
  let underWay: PendingWrite[] = [];
  /** Of every item of a Region that was written since the beginning: its newest version there. */
  const versions = new Map<string, Map<string, Version>>();
  const stops = Object.entries(stores).map(([from, store]) => {
    const known = new Map<string, Version>();
    versions.set(from, known);
    return store.onWrite((write) => {
      known.set(identity(write), { time: write.time, region: from });
      underWay.push({ ...write, from, due: write.time + lagMs(write) });
    });
  });

  /** @returns whether it replaced what was there, everywhere else */
  function pass(write: PendingWrite): boolean {
    const incoming: Version = { time: write.time, region: write.from };
    let applied = true;
    for (const [region, store] of Object.entries(stores)) {
      if (region === write.from) continue;
      const known = versions.get(region);
      if (isLaterWriter(known?.get(identity(write)), incoming)) {
        known?.set(identity(write), incoming);
        store.applyReplicated(write);
      } else applied = false;
    }
    return applied;
  }

  return {
    replicate(which = 'due') {
      const [applied, overruled]: [PendingWrite[], PendingWrite[]] = [[], []];
      if (!isConnected) return { applied, overruled };
      const time = now();
      const arrives = ({ due }: PendingWrite): boolean => which === 'all' || due <= time;
      const arriving = underWay.filter(arrives);
      underWay = underWay.filter((write) => !arrives(write));
      for (const write of arriving) (pass(write) ? applied : overruled).push(write);
      return { applied, overruled };
    },
    pending: (region) => underWay.filter(({ from }) => from === region),
    disconnect() {
      isConnected = false;
    },
    reconnect() {
      isConnected = true;
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}

const identity = ({ tableName, key }: ItemWrite): string => `${tableName}/${key}`;
