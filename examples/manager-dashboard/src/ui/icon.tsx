const PATHS = {
  battery: 'M2 5h11v6H2zM14 7v2',
  box: 'M3 5l5-2.5L13 5v6l-5 2.5L3 11zM3 5l5 2.5L13 5M8 7.5v6',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  clock: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.2l2.2 1.4',
  cross: 'M4 4l8 8M12 4l-8 8',
  door: 'M4 14V2h8v12M2.5 14h11M9.6 8h.2',
  'door-open': 'M3 14V2h9v12M1.5 14h13M3 2l5 2v11l-5-1zM6.4 9h.2',
  history: 'M2.6 8a5.4 5.4 0 1 0 1.7-3.9M2.4 2.6v2.9h2.9M8 5v3.2l2 1.3',
  warning: 'M8 2.5L14.2 13H1.8zM8 6.3v3.2M8 11.2v.2',
} as const;

/** A picture beside words that say the same: screen readers pass over it. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
