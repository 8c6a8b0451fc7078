import { useCallback, useState } from 'react';
import type { Northwind } from '@northwind/sdk';
import { PageHeading } from '../ui/page-heading.tsx';
import { BuildingSection } from './building-section.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { Legend } from './legend.tsx';
import { LockerCard } from './locker-card.tsx';
import { UserMenu } from './user-menu.tsx';
import { useConnection, useWall, type Announcement } from './use-wall.ts';
import { WallSummary } from './wall-summary.tsx';

/** Every locker of the signed-in manager, as it is at this moment. */
export function WallPage({
  northwind,
  onExpired,
  ...user
}: {
  northwind: Northwind;
  userName: string;
  onExpired: () => void;
  onSignOut: () => void;
  onSignOutEverywhere: () => Promise<void>;
}) {
  const [announcing, setAnnouncing] = useState(true);
  const [historyOf, setHistoryOf] = useState<string>();
  const { wall, state, announcement } = useWall(northwind, { announcing, onExpired });
  const connection = useConnection(northwind);
  const restart = useCallback((lockerId: string) => void wall.restart(lockerId), [wall]);
  const shown = historyOf === undefined ? undefined : state.lockers.get(historyOf);
  const buildings = Map.groupBy(state.lockers.values(), ({ state }) => state.snapshot.buildingId);
  return (
    <>
      <title>Lockers – Northwind Lockers</title>
      <a className="skip" href="#lockers">
        Skip to the lockers
      </a>
      <header className="bar">
        <p className="brand">Northwind Lockers</p>
        <ConnectionBadge state={connection} />
        <UserMenu {...user} />
      </header>
      <main id="lockers" tabIndex={-1}>
        <div className="top">
          <PageHeading>Lockers</PageHeading>
          <WallSummary state={state} onRetry={() => void wall.start()} />
          <label className="choice">
            <input
              type="checkbox"
              checked={announcing}
              onChange={({ target }) => setAnnouncing(target.checked)}
            />
            Announce changes to screen readers
          </label>
          <Legend />
        </div>
        {connection === 'reconnecting' ? (
          <p className="stale">
            What you see may be out of date. Whatever is missed now will be made up for.
          </p>
        ) : null}
        {[...buildings].map(([buildingId, lockers]) => (
          <BuildingSection key={buildingId} address={lockers[0]!.state.snapshot.address}>
            {lockers.map((locker) => (
              <LockerCard
                key={locker.state.snapshot.id}
                locker={locker}
                onHistory={setHistoryOf}
                onRestart={restart}
              />
            ))}
          </BuildingSection>
        ))}
      </main>
      {shown === undefined ? (
        <LiveRegion {...announcement} />
      ) : (
        <HistoryDialog
          state={shown.state}
          onOlder={() => wall.readOlder(shown.state.snapshot.id)}
          onClose={() => setHistoryOf(undefined)}
        >
          <LiveRegion {...announcement} />
        </HistoryDialog>
      )}
    </>
  );
}

/** Heard, not seen: a new paragraph is spoken even if it says what the one before it said. */
function LiveRegion({ id, text }: Announcement) {
  return (
    <div className="visually-hidden" aria-live="polite">
      <p key={id}>{text}</p>
    </div>
  );
}
