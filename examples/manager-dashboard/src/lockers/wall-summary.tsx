import { countDoors } from './locker-state.ts';
import type { WallState } from './wall.ts';

/** The wall in one sentence, or why there is none. */
export function WallSummary({ state, onRetry }: { state: WallState; onRetry: () => void }) {
  if (state.phase === 'failed') {
    return (
      <div className="problem" role="alert">
        <p>{state.problem}</p>
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    );
  }
  if (state.phase === 'loading') return <p role="status">Reading your lockers…</p>;
  const lockers = [...state.lockers.values()];
  if (lockers.length === 0) return <p role="status">There are no lockers in your buildings yet.</p>;
  const doors = lockers.flatMap((locker) => locker.state.doors);
  const { open, free } = countDoors(doors);
  return (
    <p className="summary">
      {lockers.length === 1 ? '1 locker' : `${lockers.length} lockers`} with {doors.length} doors: {open}{' '}
      open, {free} free.
    </p>
  );
}
