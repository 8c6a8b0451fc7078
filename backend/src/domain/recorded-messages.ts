/**
 * Which of a controller's messages became events, kept as IPsec keeps the packets it has seen (RFC 4303, "Sequence Number Verification"):
 * the highest number, and a bit for each of those just below it. What is older, the locker's history knows.
 */

/** How far below the highest number it reaches: more than a controller sends in a day, heartbeats included. */
const WINDOW = 256;

export interface RecordedMessages {
  /** 0 before the first. */
  readonly highest: number;
  /** Hexadecimal. Bit 0 is for `highest`, bit 1 for the number below it, and so on. */
  readonly bits: string;
}

export const noMessages: RecordedMessages = { highest: 0, bits: '0' };

const toBits = (hex: string): bigint => BigInt(`0x${hex}`);

/** Whether the message became an event; undefined where it is older than what is kept. */
export const isRecorded = (
  { highest, bits }: RecordedMessages,
  deviceSequence: number,
): boolean | undefined => {
  const age = highest - deviceSequence;
  if (age >= WINDOW) return undefined;
  return age >= 0 && ((toBits(bits) >> BigInt(age)) & 1n) === 1n;
};

export const withRecorded = (recorded: RecordedMessages, deviceSequence: number): RecordedMessages => {
  const age = recorded.highest - deviceSequence;
  if (age >= WINDOW) return recorded;
  const bits = toBits(recorded.bits);
  if (age >= 0) return { ...recorded, bits: (bits | (1n << BigInt(age))).toString(16) };
  const moved = -age < WINDOW ? BigInt.asUintN(WINDOW, bits << BigInt(-age)) : 0n;
  return { highest: deviceSequence, bits: (moved | 1n).toString(16) };
};
