import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

/** A live stream could not obtain an event that must exist: going on would have hidden a loss. */
export class SequenceGapError extends NorthwindError {
  readonly lockerId: string;
  /** The sequence that is missing. All events before it were delivered, none after it. */
  readonly sequence: number;

  constructor(lockerId: string, sequence: number, latestSequence: number) {
    super(
      `lockerEvents: event ${sequence} of ${lockerId} cannot be obtained; the locker is at ${latestSequence}`,
      {
        code: 'sequence_gap',
      },
    );
    this.lockerId = lockerId;
    this.sequence = sequence;
  }

  override get name(): 'SequenceGapError' {
    return 'SequenceGapError';
  }

  override get advice(): string {
    return 'Report it with locker and sequence; read on behind it with `after: error.sequence`.';
  }
}

/** True for {@link SequenceGapError}. */
export const isSequenceGapError = /* @__PURE__ */ guard<SequenceGapError>('SequenceGapError');
