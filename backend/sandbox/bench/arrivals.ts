/** Remembers when reports left and what is still on the way. */
export interface Arrivals {
  /** A report leaves now; the promise resolves with the milliseconds until its event arrived. */
  leave(lockerId: string, deviceSequence: number): Promise<number>;
  /** Its event is here; what nobody waits for is ignored. */
  arrive(lockerId: string, deviceSequence: number): void;
}

/** Longest wait for an event, milliseconds: one that is lost must end the measurement, not hang it. */
const MAX_WAIT_MS = 30_000;

export function createArrivals(): Arrivals {
  const onTheWay = new Map<string, () => void>();
  const key = (lockerId: string, deviceSequence: number): string => `${lockerId} ${deviceSequence}`;
  return {
    leave: (lockerId, deviceSequence) =>
      new Promise((resolve, reject) => {
        const left = performance.now();
        const timer = setTimeout(
          () => reject(new Error(`report ${deviceSequence} of ${lockerId} brought no event`)),
          MAX_WAIT_MS,
        );
        onTheWay.set(key(lockerId, deviceSequence), () => {
          clearTimeout(timer);
          resolve(performance.now() - left);
        });
      }),
    arrive(lockerId, deviceSequence) {
      const arrived = onTheWay.get(key(lockerId, deviceSequence));
      onTheWay.delete(key(lockerId, deviceSequence));
      arrived?.();
    },
  };
}
