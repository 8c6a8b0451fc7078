import type { FormEvent, ReactNode } from 'react';

/** The frame of one step: fields, what went wrong, and the button. */
export function StepForm({
  label,
  button,
  busy,
  problem,
  onSubmit,
  children,
}: {
  label: string;
  button: string;
  busy: boolean;
  problem: string | undefined;
  onSubmit: (event: FormEvent) => Promise<void>;
  children: ReactNode;
}) {
  return (
    <form aria-label={label} aria-busy={busy} onSubmit={(event) => void onSubmit(event)}>
      {children}
      <div role="alert">{problem === undefined ? null : <p className="problem">{problem}</p>}</div>
      {/* Not disabled while busy: a disabled button loses the focus. */}
      <button type="submit" className="primary" aria-disabled={busy}>
        {busy ? 'One moment…' : button}
      </button>
    </form>
  );
}
