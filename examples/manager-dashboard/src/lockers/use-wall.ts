import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ConnectionState, Northwind } from '@northwind/sdk';
import { createAnnouncer } from './announcement.ts';
import { eventText } from './event-text.ts';
import { createWall, type Wall, type WallState } from './wall.ts';

/** Something that was said; `id` tells two equal texts apart. */
export interface Announcement {
  readonly id: number;
  readonly text: string;
}

/** Follows the manager's lockers while the component is shown; says what changes if `announcing`. */
export function useWall(
  northwind: Northwind,
  { announcing, onExpired }: { announcing: boolean; onExpired: () => void },
): { wall: Wall; state: WallState; announcement: Announcement } {
  const [announcement, setAnnouncement] = useState<Announcement>({ id: 0, text: '' });
  const announcer = useMemo(
    () => createAnnouncer((text) => setAnnouncement(({ id }) => ({ id: id + 1, text }))),
    [],
  );
  const wantsAnnouncements = useRef(announcing);
  useEffect(() => {
    wantsAnnouncements.current = announcing;
    if (!announcing) announcer.stop();
  }, [announcing, announcer]);

  const wall = useMemo(
    () =>
      createWall(northwind, {
        onSignedOut: onExpired,
        onLiveEvent: ({ snapshot, doors }, event) => {
          if (!wantsAnnouncements.current) return;
          announcer.add({ locker: snapshot.name, text: eventText(event, doors) });
        },
      }),
    [northwind, onExpired, announcer],
  );
  useEffect(() => {
    void wall.start();
    return () => {
      wall.stop();
      announcer.stop();
    };
  }, [wall, announcer]);
  return { wall, state: useSyncExternalStore(wall.subscribe, wall.getState), announcement };
}

/** How the real-time connection is doing. */
export function useConnection({ graphql: { connection } }: Northwind): ConnectionState {
  return useSyncExternalStore(
    (changed) => connection.onChange(changed),
    () => connection.current,
  );
}
