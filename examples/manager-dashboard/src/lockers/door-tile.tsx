import { memo } from 'react';
import { Icon } from '../ui/icon.tsx';
import { doorText, forValue } from './event-text.ts';
import type { Door } from './locker-state.ts';

/** What stands for each status beside its colour; a free door has no sign. */
export const STATUS_ICON = {
  FREE: undefined,
  RESERVED: 'clock',
  OCCUPIED: 'box',
  OUT_OF_SERVICE: 'cross',
} as const;

/** One door of the wall. It flashes when an event changes it. */
export const DoorTile = memo(function DoorTile({ door }: { door: Door }) {
  const text = doorText(door);
  const icon = forValue(STATUS_ICON, door.status, () => undefined);
  return (
    <li className="door" data-status={door.status} data-door={door.door} data-size={door.size} title={text}>
      <span className="visually-hidden">{text}</span>
      <span aria-hidden="true" className="number">
        {door.number}
      </span>
      {icon === undefined ? null : <Icon name={icon} />}
      {door.door === 'OPEN' ? <Icon name="door-open" /> : null}
      {door.changedBy === undefined ? null : <span key={door.changedBy} className="flash" />}
    </li>
  );
});
