/** A bad line: what a locker's cellular modem does to messages. */
export interface LineQuality {
  /** Longest delay of a message, milliseconds. */
  readonly jitter: number;
  /** Share of messages that are sent twice, 0 to 1: QoS 1 promises "at least once". */
  readonly duplicates: number;
  /** Yields numbers from 0 to 1; give one with a seed to have the same line again. */
  readonly random: () => number;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Sends one message over the line: late, perhaps twice, and so perhaps after one that was sent later. */
export async function sendOver(line: LineQuality, send: () => Promise<void>): Promise<void> {
  const late = () => new Promise<void>((resolve) => setTimeout(resolve, line.random() * line.jitter));
  const once = async (): Promise<void> => {
    await late();
    await send();
  };
  await Promise.all(line.random() < line.duplicates ? [once(), once()] : [once()]);
}
