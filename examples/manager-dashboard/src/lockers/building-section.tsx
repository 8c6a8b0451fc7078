import { useId, type ReactNode } from 'react';
import type { LockerSnapshot } from './locker-state.ts';

/** The lockers of one building under its address. */
export function BuildingSection({
  address: { line1, city },
  children,
}: {
  address: LockerSnapshot['address'];
  children: ReactNode;
}) {
  const headingId = useId();
  return (
    <section className="building" aria-labelledby={headingId}>
      <h2 id={headingId}>
        {line1}, {city}
      </h2>
      <div className="lockers">{children}</div>
    </section>
  );
}
