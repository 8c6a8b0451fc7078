import type { GraphQLCompartmentStatus } from '@northwind/sdk/graphql';
import { Icon } from '../ui/icon.tsx';
import { STATUS_ICON } from './door-tile.tsx';
import { STATUS_TEXT } from './event-text.ts';

/** What the signs on the doors mean. The doors say the same in words to a screen reader. */
export function Legend() {
  return (
    <ul className="legend" aria-label="Signs on the doors">
      {(Object.keys(STATUS_TEXT) as GraphQLCompartmentStatus[]).map((status) => {
        const icon = STATUS_ICON[status];
        return (
          <li key={status}>
            <span className="door sample" data-status={status}>
              {icon === undefined ? null : <Icon name={icon} />}
            </span>
            {STATUS_TEXT[status]}
          </li>
        );
      })}
      <li>
        <span className="door sample" data-door="OPEN">
          <Icon name="door-open" />
        </span>
        door open
      </li>
    </ul>
  );
}
