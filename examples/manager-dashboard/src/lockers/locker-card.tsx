import { memo, useId } from 'react';
import { Icon } from '../ui/icon.tsx';
import { DoorTile } from './door-tile.tsx';
import { eventText, forValue, lockerStatusText } from './event-text.ts';
import { LocalTime } from './local-time.tsx';
import { countDoors, type LockerState } from './locker-state.ts';
import type { WallLocker } from './wall.ts';

const STATUS_ICON = { ONLINE: 'check', OFFLINE: 'cross', MAINTENANCE: 'warning' } as const;

/** One locker: how it is, its doors, and the last thing that happened. */
export const LockerCard = memo(function LockerCard({
  locker: { state, problem },
  onHistory,
  onRestart,
}: {
  locker: WallLocker;
  onHistory: (lockerId: string) => void;
  onRestart: (lockerId: string) => void;
}) {
  const headingId = useId();
  const { id, name } = state.snapshot;
  return (
    <article className="locker" aria-labelledby={headingId}>
      <header>
        <h3 id={headingId}>{name}</h3>
        <p className="facts">
          <span data-status={state.status}>
            <Icon name={forValue(STATUS_ICON, state.status, () => 'warning')} />{' '}
            {lockerStatusText(state.status)}
          </span>
          {state.batteryPercent === null ? null : (
            <span>
              <Icon name="battery" />
              <span className="visually-hidden">Battery </span>
              {state.batteryPercent} %
            </span>
          )}
        </p>
      </header>
      {problem === undefined ? null : (
        <div className="problem" role="alert">
          <p>{problem} What you see here no longer changes.</p>
          <button type="button" onClick={() => onRestart(id)}>
            Try again
          </button>
        </div>
      )}
      <ol className="doors" aria-label={`Doors of ${name}`}>
        {state.doors.map((door) => (
          <DoorTile key={door.id} door={door} />
        ))}
      </ol>
      <Counts state={state} />
      <footer>
        <LastEvent state={state} />
        <button type="button" className="quiet" onClick={() => onHistory(id)}>
          <Icon name="history" /> History<span className="visually-hidden"> of {name}</span>
        </button>
      </footer>
    </article>
  );
});

function Counts({ state }: { state: LockerState }) {
  const { open, free, reserved, occupied, outOfService } = countDoors(state.doors);
  const parts = [
    open > 0 && `${open} open`,
    `${free} free`,
    reserved > 0 && `${reserved} reserved`,
    occupied > 0 && `${occupied} occupied`,
    outOfService > 0 && `${outOfService} out of service`,
  ];
  return <p className="counts">{parts.filter(Boolean).join(' · ')}</p>;
}

function LastEvent({ state: { history, doors } }: { state: LockerState }) {
  const last = history.at(-1);
  return (
    <p className="last-event">
      {last ? (
        <>
          <LocalTime at={last.occurredAt} /> {eventText(last, doors)}
        </>
      ) : (
        'Nothing has happened here yet'
      )}
    </p>
  );
}
