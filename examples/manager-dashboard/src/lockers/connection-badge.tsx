import type { ConnectionState } from '@northwind/sdk';
import { Icon } from '../ui/icon.tsx';

const TEXT: Readonly<Record<ConnectionState, string>> = {
  connected: 'Live',
  connecting: 'Connecting…',
  idle: 'Not connected',
  reconnecting: 'Connection lost, reconnecting…',
};

/** The connection's state; a change of it is announced. */
export function ConnectionBadge({ state }: { state: ConnectionState }) {
  return (
    <p className="connection" role="status" data-state={state}>
      <Icon name={state === 'connected' ? 'check' : state === 'reconnecting' ? 'warning' : 'clock'} />
      {TEXT[state]}
    </p>
  );
}
