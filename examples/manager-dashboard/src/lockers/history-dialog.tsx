import { useEffect, useRef, useState, type ReactNode } from 'react';
import { eventText } from './event-text.ts';
import { LocalTime } from './local-time.tsx';
import { HISTORY_LIMIT, type LockerState } from './locker-state.ts';
import { problemText } from './wall.ts';

/** What happened at one locker, newest first; goes on growing while it is open. */
export function HistoryDialog({
  state: { snapshot, history, doors },
  onOlder,
  onClose,
  children,
}: {
  state: LockerState;
  onOlder: () => Promise<void>;
  onClose: () => void;
  /** The live region: what is outside of a modal dialog is not spoken. */
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    // The browser keeps the focus inside, closes on Escape, and gives the focus back.
    dialog.current?.showModal();
  }, []);
  const hasOlder = (history[0]?.sequence ?? 1) > 1;
  const readOlder = (): void => {
    setProblem(undefined);
    onOlder().catch((error: unknown) => setProblem(problemText(error)));
  };
  return (
    <dialog ref={dialog} className="history" aria-labelledby="history-heading" onClose={onClose}>
      <header>
        <h2 id="history-heading">History of {snapshot.name}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <div className="scroll" tabIndex={0} role="region" aria-label="Events">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">What happened</th>
              <th scope="col">No.</th>
            </tr>
          </thead>
          <tbody>
            {history.toReversed().map((event) => (
              <tr key={event.sequence}>
                <td>
                  <LocalTime at={event.occurredAt} full />
                </td>
                <td>{eventText(event, doors)}</td>
                <td>{event.sequence}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {history.length === 0 ? <p>Nothing has happened here yet.</p> : null}
      </div>
      <footer>
        <p role="status">
          {history.length === 1 ? '1 event' : `${history.length} events`}
          {hasOlder ? '' : ', from the very first'}
        </p>
        {problem === undefined ? null : (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        {/* Stays when there is no more, so that the focus does not get lost. */}
        <button
          type="button"
          aria-disabled={!hasOlder || history.length >= HISTORY_LIMIT}
          onClick={readOlder}
        >
          Show older events
        </button>
      </footer>
      {children}
    </dialog>
  );
}
