/** A delivery's next step once its parcel was announced. Without a module that throws: AppSync's runtime runs it too. */
import type { Delivery } from './delivery.ts';

export interface DeliveryStep {
  readonly status: 'delivered' | 'picked_up' | 'problem';
  readonly problem?: { readonly reason: string; readonly note?: string };
}

/** The delivery after the step. A problem belongs to the status `problem` and goes with it. */
export const afterStep = (
  before: Delivery,
  { status, problem }: DeliveryStep,
  sequence: number,
  now: string,
): Delivery => {
  const { problem: _solved, ...kept } = before;
  return {
    ...kept,
    status,
    updatedAt: now,
    sequence,
    version: before.version + 1,
    ...(status === 'delivered' ? { deliveredAt: now } : {}),
    ...(status === 'picked_up' ? { pickedUpAt: now } : {}),
    ...(problem ? { problem: { ...problem, reportedAt: now } } : {}),
  };
};
