import { guard } from './guard.ts';
import { NorthwindError } from './northwind-error.ts';

const FOREIGN_CURSOR =
  'Check that the cursor is of this environment. After a restore, read on with `after: error.latestSequence`.';

/**
 * A live stream could not obtain an event that must exist, or has a cursor that the locker has not reached, not any more after a restore
 * or the loss of a Region: going on would have hidden a loss.
 */
export class SequenceGapError extends NorthwindError {
  readonly lockerId: string;
  /** The sequence that is missing. All events before it were delivered, none after it. */
  readonly sequence: number;
  /** The locker's latest sequence, by the server; less than `sequence`: the last one at which its history is the one that the cursor is of. */
  readonly latestSequence: number;

  constructor(lockerId: string, sequence: number, latestSequence: number, requestId?: string) {
    super(
      sequence <= latestSequence
        ? `lockerEvents: event ${sequence} of ${lockerId} cannot be obtained; the locker is at ${latestSequence}`
        : `lockerEvents: the cursor ${sequence - 1} is ahead of ${lockerId}, which is at ${latestSequence}: it belongs to another environment, or to the time before a restore`,
      {
        code: 'sequence_gap',
        operation: 'lockerEvents',
        requestId,
        ...(sequence > latestSequence && { advice: FOREIGN_CURSOR }),
      },
    );
    this.lockerId = lockerId;
    this.sequence = sequence;
    this.latestSequence = latestSequence;
  }

  override get name(): 'SequenceGapError' {
    return 'SequenceGapError';
  }

  override get advice(): string {
    return 'Report it with `lockerId`, `sequence` and `requestId`; read on behind it with `after: error.sequence`.';
  }
}

/** True for {@link SequenceGapError}. */
export const isSequenceGapError = /* @__PURE__ */ guard<SequenceGapError>('SequenceGapError');
