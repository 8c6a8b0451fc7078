import { DAY_MINUTES, later } from '../time.ts';

/** When a delivery of that status went which step; REST and GraphQL write the same status in different case. */
export function deliveryTimes(status: string, createdAt: string) {
  const is = (...statuses: string[]): boolean => statuses.includes(status.toLowerCase());
  const deliveredAt = is('delivered', 'picked_up') ? later(createdAt, DAY_MINUTES) : null;
  const pickedUpAt = is('picked_up') ? later(createdAt, 2 * DAY_MINUTES) : null;
  const cancelledAt = is('cancelled') ? later(createdAt, 60) : null;
  const updatedAt = pickedUpAt ?? deliveredAt ?? cancelledAt ?? createdAt;
  return { deliveredAt, pickedUpAt, cancelledAt, updatedAt };
}
